#include "host/device/operation_record.h"

#include <ATen/core/Tensor.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>

#include "host/base/call_trace.h"

namespace zeroth::host {
namespace {

std::atomic<std::vector<DeviceOperation>*> recording{nullptr};

/// A single number of the processor goes into an operation by value.
std::string text_of(const at::Tensor& tensor) {
  if (!tensor.defined()) return "none";
  if (tensor.is_cpu() && tensor.numel() == 1) {
    return fmt::format("number {:.17g}", tensor.item().toDouble());
  }
  return fmt::format("{}{}[{}]", tensor.is_cpu() ? "processor's " : "",
                     c10::toString(tensor.scalar_type()), fmt::join(tensor.sizes(), ","));
}

std::string text_of(const c10::IValue& value) {
  if (value.isTensor()) return text_of(value.toTensor());
  if (value.isDouble()) return fmt::format("{:.17g}", value.toDouble());
  if (value.isInt()) return fmt::format("{}", value.toInt());
  if (value.isBool()) return value.toBool() ? "yes" : "no";
  if (value.isIntList()) return fmt::format("({})", fmt::join(value.toIntVector(), ","));
  if (value.isDoubleList()) return fmt::format("({})", fmt::join(value.toDoubleVector(), ","));
  std::string text;
  if (value.isTensorList()) {
    for (const at::Tensor& one : value.toTensorVector()) text += text_of(one) + ";";
  } else if (value.isOptionalTensorList()) {
    for (const c10::optional<at::Tensor>& one : value.toOptionalTensorVector()) {
      text += one ? text_of(*one) + ";" : "none;";
    }
  }
  return text;  // generators, devices and words stay as they are
}

}  // namespace

OperationRecord::OperationRecord(std::vector<DeviceOperation>& into) { recording = &into; }

OperationRecord::~OperationRecord() { recording = nullptr; }

bool records_operations() { return recording != nullptr; }

void record_operation(const std::string& name, const torch::jit::Stack& arguments, bool waits,
                      bool copies_in) {
  DeviceOperation one{name, "", "", waits, copies_in};
  for (const c10::IValue& value : arguments) one.reads += text_of(value) + " ";
  if (const char* plugin = CallTrace::plugin()) one.plugin = plugin;
  recording.load()->push_back(std::move(one));
}

}  // namespace zeroth::host

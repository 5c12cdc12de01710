#include "host/device/simulated_device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_strided.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <atomic>
#include <set>
#include <string>
#include <vector>

#include "host/device/borrowed_tensors.h"
#include "host/device/operation_record.h"

namespace zeroth::host {
namespace {

// One of the names that LibTorch keeps for devices and, as installed, makes nothing of.
constexpr at::DeviceType kType = at::DeviceType::XPU;
constexpr c10::DispatchKey kDeviceKey = c10::DispatchKey::XPU;

at::Device the_device() { return {kType, 0}; }

/// A generator of the CPU that says it is of this device.
class SimulatedGenerator final : public at::CPUGeneratorImpl {
 public:
  explicit SimulatedGenerator(std::uint64_t seed) : CPUGeneratorImpl(seed) {
    device_ = the_device();
  }
  void call_itself_of(const at::Device& device) { device_ = device; }

 private:
  SimulatedGenerator* clone_impl() const override {
    auto* copy = new SimulatedGenerator(0);
    copy->set_state(*get_state());
    return copy;
  }
};

/// Lets the CPU draw from generators of the device while an operation runs.
class LentGenerators {
 public:
  LentGenerators() = default;
  LentGenerators(const LentGenerators&) = delete;
  LentGenerators& operator=(const LentGenerators&) = delete;
  ~LentGenerators() {
    for (const at::Generator& one : all_) of(one)->call_itself_of(the_device());
  }

  void lend(const at::Generator& generator, const std::string& operation) {
    TORCH_CHECK(generator.device().type() == kType, operation,
                ": draws numbers for the simulated device from a generator of the ",
                generator.device());
    of(generator)->call_itself_of(at::kCPU);
    all_.push_back(generator);
  }

 private:
  static SimulatedGenerator* of(const at::Generator& generator) {
    return generator.get<SimulatedGenerator>();
  }
  std::vector<at::Generator> all_;
};

/// One operation, lent to the CPU.
class Operation {
 public:
  explicit Operation(const c10::OperatorHandle& op)
      : op_(op), name_(op.schema().name()), tensors_(the_device()) {}

  void run(torch::jit::Stack* stack) {
    const std::size_t count = op_.schema().arguments().size();
    for (std::size_t i = stack->size() - count; i < stack->size(); ++i) lend((*stack)[i]);
    op_.callBoxed(stack);
    tensors_.follow_resized();
    const std::size_t returned = op_.schema().returns().size();
    for (std::size_t i = stack->size() - returned; i < stack->size(); ++i) take_back((*stack)[i]);
  }

 private:
  void lend(c10::IValue& value) {
    if (value.isTensor()) {
      value = lent(value.toTensor());
    } else if (value.isTensorList()) {
      c10::List<at::Tensor> all;
      for (const at::Tensor& one : value.toTensorVector()) all.push_back(lent(one));
      value = std::move(all);
    } else if (value.isOptionalTensorList()) {
      c10::List<c10::optional<at::Tensor>> all;
      for (const c10::optional<at::Tensor>& one : value.toOptionalTensorVector()) {
        all.push_back(one ? c10::optional<at::Tensor>(lent(*one)) : c10::nullopt);
      }
      value = std::move(all);
    } else if (value.isGenerator()) {
      generators_.lend(value.toGenerator(), name_);
    } else if (value.isDevice() && value.toDevice().type() == kType) {
      value = at::Device(at::kCPU);
    }
  }

  /// As on a real device a scalar of the CPU may stand beside other tensors.
  at::Tensor lent(const at::Tensor& tensor) {
    if (!tensor.defined()) return tensor;
    if (tensor.device().type() == kType) return tensors_.lend(tensor);
    TORCH_CHECK(tensor.dim() == 0, name_, ": a tensor ", tensor.sizes(), " is on the ",
                tensor.device(), ", beside others on the simulated device");
    return tensor;
  }

  void take_back(c10::IValue& value) {
    if (value.isTensor()) {
      value = tensors_.take_back(value.toTensor());
    } else if (value.isTensorList()) {
      c10::List<at::Tensor> all;
      for (const at::Tensor& one : value.toTensorVector()) all.push_back(tensors_.take_back(one));
      value = std::move(all);
    }
  }

  const c10::OperatorHandle& op_;
  std::string name_;
  BorrowedTensors tensors_;
  LentGenerators generators_;
};

std::atomic<std::int64_t> waits{0};

/// Whether its result is a number of the processor, or has a size that its numbers decide.
bool needs_numbers(const std::string& operation) {
  static const std::set<std::string> names = {
      "aten::_local_scalar_dense", "aten::equal",    "aten::is_nonzero",         "aten::nonzero",
      "aten::masked_select",       "aten::_unique2", "aten::unique_consecutive", "aten::bincount"};
  return names.count(operation) > 0;
}

void on_processor(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const bool waits_for_it = needs_numbers(op.schema().name());
  if (waits_for_it) ++waits;
  if (records_operations()) {
    const auto count = static_cast<std::ptrdiff_t>(op.schema().arguments().size());
    record_operation(op.schema().name(), {stack->end() - count, stack->end()}, waits_for_it);
  }
  Operation(op).run(stack);
}

at::Tensor empty(at::IntArrayRef size, c10::optional<at::ScalarType> dtype,
                 c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>,
                 c10::optional<at::MemoryFormat> format) {
  const auto options = at::TensorOptions(c10::dtype_or_default(dtype)).memory_format(format);
  return BorrowedTensors(the_device()).take_back(at::empty(size, options));
}

at::Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride,
                         c10::optional<at::ScalarType> dtype, c10::optional<at::Layout>,
                         c10::optional<at::Device>, c10::optional<bool>) {
  return BorrowedTensors(the_device())
      .take_back(at::empty_strided(size, stride, c10::dtype_or_default(dtype)));
}

/// The one operation between two devices.
at::Tensor& copy_(at::Tensor& to, const at::Tensor& from, bool non_blocking) {
  const bool waits_for_it = from.device().type() == kType && to.is_cpu();
  if (waits_for_it) ++waits;
  if (records_operations()) {
    record_operation("aten::copy_", {to, from}, waits_for_it, from.is_cpu() && from.numel() > 1);
  }
  BorrowedTensors tensors(the_device());
  const auto here = [&](const at::Tensor& tensor) {
    return tensor.device().type() == kType ? tensors.lend(tensor) : tensor;
  };
  at::Tensor target = here(to);
  target.copy_(here(from), non_blocking);
  return to;
}

/// What LibTorch asks a device for.
struct Registered {
  Registered()
      : guard(kType, &no_streams),
        operations(torch::Library::IMPL, "aten", kDeviceKey, __FILE__, __LINE__),
        others(torch::Library::IMPL, "_", kDeviceKey, __FILE__, __LINE__) {
    operations.impl("empty.memory_format", &empty);
    operations.impl("empty_strided", &empty_strided);
    operations.impl("copy_", &copy_);
    others.fallback(torch::CppFunction::makeFromBoxedFunction<&on_processor>());
  }

  c10::impl::NoOpDeviceGuardImpl<kType> no_streams;
  c10::impl::DeviceGuardImplRegistrar guard;
  torch::Library operations, others;
};

}  // namespace

at::Device simulated_device() {
  // Never taken down: tensors of the device may live until the process ends.
  static const Registered* const registered = new Registered;
  static_cast<void>(registered);
  return the_device();
}

std::int64_t waits_for_simulated_device() { return waits; }

bool is_simulated(const at::Device& device) { return device.type() == kType; }

at::Generator simulated_generator(std::uint64_t seed) {
  return at::make_generator<SimulatedGenerator>(seed);
}

}  // namespace zeroth::host

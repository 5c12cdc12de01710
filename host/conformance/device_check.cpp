#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include "host/base/problem.h"
#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/specimen.h"
#include "host/device/simulated_device.h"

namespace zeroth::host::checks {
namespace {

constexpr const char* kWhere = "on the simulated device, which LibTorch calls xpu: ";
constexpr const char* kAdvice =
    "; make tensors with options() of an input, and list those that build() makes in "
    "parameters(), state() or constants()";

/// What a component does: before and after it learns.
TensorMap said_by(Specimen& specimen, std::uint64_t seed) {
  TensorMap all = specimen.run(specimen.inputs(kRows), seed);
  specimen.train();
  const TensorMap trained = specimen.run(specimen.inputs(kRows), seed);
  for (const NamedTensor& one : trained.all()) all.set("trained " + one.name, one.tensor);
  for (const NamedTensor& one : specimen.saved()) all.set(one.name, one.tensor);
  return all;
}

/// Which of them is not there; empty if all are.
std::string left_behind(const TensorMap& tensors, const at::Device& device) {
  for (const NamedTensor& one : tensors.all()) {
    if (one.tensor.device() != device) return one.name + " is on another device";
  }
  return "";
}

TensorMap brought_back(const TensorMap& tensors) {
  TensorMap here;
  for (const NamedTensor& one : tensors.all()) here.set(one.name, one.tensor.detach().cpu());
  return here;
}

}  // namespace

Verdict other_device(const Subject& subject) {
  const TensorMap here = said_by(*make_specimen(subject), subject.seed);
  Setting there;
  there.device = simulated_device();
  const auto specimen = make_specimen(subject, there);
  TensorMap said;
  try {
    said = said_by(*specimen, subject.seed);
  } catch (const Failure& failure) {
    return failed(kWhere + text_of(failure) + kAdvice);
  }
  if (const std::string found = left_behind(said, there.device); !found.empty()) {
    return failed(kWhere + found + kAdvice);
  }
  // The optimisers round differently there, and training enlarges that.
  constexpr double kTolerance = 1e-2;
  const std::string found = difference(brought_back(said), here, kTolerance);
  return found.empty() ? passed() : failed(found + " between the CPU and another device");
}

}  // namespace zeroth::host::checks

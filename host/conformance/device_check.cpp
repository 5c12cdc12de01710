#include "host/base/problem.h"
#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/specimen_factory.h"
#include "host/device/device.h"

namespace zeroth::host::checks {
namespace {

/// "on the simulated device, which LibTorch calls xpu: ".
std::string where(const Subject& subject) {
  const bool simulated = subject.device == "simulated";
  return "on the " + subject.device + " device" +
         (simulated ? ", which LibTorch calls xpu: " : ": ");
}

constexpr const char* kAdvice =
    "; make tensors with options() of an input, and list those that build() makes in "
    "parameters(), state() or constants()";

/// Which of them is not there; empty if all are.
std::string left_behind(const TensorMap& tensors, const at::Device& device) {
  for (const NamedTensor& one : tensors.all()) {
    if (one.tensor.device() != device) return one.name + " is on another device";
  }
  return "";
}

}  // namespace

Verdict other_device(const Subject& subject) {
  if (subject.device == "cpu") return skipped("--device cpu is no other device");
  const TensorMap here = life_of(*make_specimen(subject), subject.seed);
  Setting there;
  there.device = device_named(subject.device);
  TensorMap said;
  try {
    said = life_of(*make_specimen(subject, there), subject.seed);
  } catch (const Failure& failure) {
    return failed(where(subject) + text_of(failure) + kAdvice);
  }
  if (const std::string found = left_behind(said, there.device); !found.empty()) {
    return failed(where(subject) + found + kAdvice);
  }
  // The optimisers round differently there, and training enlarges that.
  constexpr double kTolerance = 1e-2;
  const std::string found = difference(said, here, kTolerance);
  return found.empty() ? passed() : failed(found + " between the CPU and another device");
}

}  // namespace zeroth::host::checks

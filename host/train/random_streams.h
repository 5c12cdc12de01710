#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <map>
#include <string>

namespace zeroth::host {

/// Random generators by name. A stream depends on the run's seed, its own name and the kind of
/// device only, so adding a consumer changes no other stream. Nothing uses LibTorch's global
/// generator.
class RandomStreams {
 public:
  explicit RandomStreams(std::uint64_t seed, const at::Device& device = at::kCPU)
      : seed_(seed), device_(device) {}

  /// The stream of that name for tensors of the run's device, which goes on where its last user
  /// left it.
  at::Generator stream(const std::string& name);
  /// The same for what is drawn on the CPU whatever the device: how parameters start, which rows
  /// make a batch.
  at::Generator cpu_stream(const std::string& name);

  /// A generator of the run's device that starts anew at every call: for what may run any number of
  /// times without changing the rest of the run, such as an evaluation.
  at::Generator fresh(const std::string& name) const;

  /// Where every stream stands, one byte tensor each, under "random/<name>".
  NamedTensors state() const;
  /// Every stream that there is goes on from where the saved one stood.
  /// @throws Failure(bad_data) naming a tensor that is missing or is no state of a generator.
  void restore(const TensorMap& saved);

 private:
  at::Generator made(const std::string& name, const at::Device& device) const;
  at::Generator found_or_made(const std::string& name, const at::Device& device);

  std::uint64_t seed_;
  at::Device device_;
  std::map<std::string, at::Generator> streams_;
};

}  // namespace zeroth::host

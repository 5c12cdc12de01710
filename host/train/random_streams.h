#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <map>
#include <string>

namespace zeroth::host {

/// Random generators by name. A stream depends on the run's seed and its own name only, so adding a
/// consumer changes no other stream. Nothing uses LibTorch's global generator.
class RandomStreams {
 public:
  explicit RandomStreams(std::uint64_t seed) : seed_(seed) {}

  /// The stream of that name, which goes on where its last user left it.
  at::Generator stream(const std::string& name);

  /// A generator that starts anew at every call: for what may run any number of times without
  /// changing the rest of the run, such as an evaluation.
  at::Generator fresh(const std::string& name) const;

  /// Where every stream stands, one byte tensor each, under "random/<name>".
  NamedTensors state() const;
  void restore(const TensorMap& saved);

 private:
  std::uint64_t seed_;
  std::map<std::string, at::Generator> streams_;
};

}  // namespace zeroth::host

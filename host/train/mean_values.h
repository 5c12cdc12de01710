#pragma once

#include <zeroth/tensors.h>

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::host {

struct NamedMean {
  std::string name;
  double mean = 0.0;
};

/// Running means by name, in the order of first use.
class MeanValues {
 public:
  void add(const std::string& name, double value);
  /// The means so far; starts over.
  std::vector<NamedMean> take();
  bool empty() const { return sums_.empty(); }

  /// Sum and number of every mean, [2] double, as "`prefix`<place in the order>/<name>".
  NamedTensors state(const std::string& prefix) const;
  /// Takes up what `state` gave; nothing where `saved` has none of that prefix. The names need not
  /// be known before.
  /// @throws Failure(bad_data) naming a tensor that is none of `state`.
  void restore(const TensorMap& saved, const std::string& prefix);

 private:
  struct Sum {
    std::string name;
    double total = 0.0;
    std::int64_t count = 0;
  };
  std::vector<Sum> sums_;
};

}  // namespace zeroth::host

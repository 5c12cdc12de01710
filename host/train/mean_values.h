#pragma once

#include <zeroth/tensors.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zeroth::host {

struct NamedMean {
  std::string name;
  double mean = 0.0;
};

/// Running means by name, in the order of first use. What is added on a device stays there until
/// somebody asks, since whoever brings a number from it waits for all that it has to do.
class MeanValues {
 public:
  void add(const std::string& name, double value);
  /// @param value a scalar on a device; all of a name are on the same one.
  void add(const std::string& name, const at::Tensor& value);
  /// Brings all that was added on a device, in one wait; without any there is none.
  void fetch();
  /// The name and sum of the first, in the order of first use, that is infinite or not a number.
  std::optional<std::pair<std::string, double>> not_finite();
  /// The means so far; starts over.
  std::vector<NamedMean> take();
  bool empty() const { return sums_.empty(); }

  /// Sum and number of every mean, [2] double, as "`prefix`<place in the order>/<name>".
  NamedTensors state(const std::string& prefix);
  /// Takes up what `state` gave; nothing where `saved` has none of that prefix. The names need not
  /// be known before.
  /// @throws Failure(bad_data) naming a tensor that is none of `state`.
  void restore(const TensorMap& saved, const std::string& prefix);

 private:
  struct Sum {
    std::string name;
    double total = 0.0;
    std::int64_t count = 0;
    at::Tensor there = {};  ///< [] double on a device, in the place of `total`; undefined: fetched
  };
  Sum& sum_of(const std::string& name);

  std::vector<Sum> sums_;
};

}  // namespace zeroth::host

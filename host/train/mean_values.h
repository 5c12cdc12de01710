#pragma once

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

 private:
  struct Sum {
    std::string name;
    double total = 0.0;
    std::int64_t count = 0;
  };
  std::vector<Sum> sums_;
};

}  // namespace zeroth::host

#include "host/train/chosen_parameters.h"

#include <algorithm>

namespace zeroth::host {

NamedTensors chosen(const NamedTensors& parameters, const std::vector<std::string>& prefixes) {
  NamedTensors some;
  for (const NamedTensor& one : parameters) {
    const auto begins = [&](const std::string& prefix) {
      return one.name.compare(0, prefix.size(), prefix) == 0;
    };
    if (std::any_of(prefixes.begin(), prefixes.end(), begins)) some.push_back(one);
  }
  return some;
}

}  // namespace zeroth::host

#include "host/train/chosen_parameters.h"

#include <algorithm>

#include "host/base/begins_with.h"

namespace zeroth::host {

NamedTensors chosen(const NamedTensors& parameters, const std::vector<std::string>& prefixes) {
  NamedTensors some;
  for (const NamedTensor& one : parameters) {
    const auto begins = [&](const std::string& prefix) { return begins_with(one.name, prefix); };
    if (std::any_of(prefixes.begin(), prefixes.end(), begins)) some.push_back(one);
  }
  return some;
}

}  // namespace zeroth::host

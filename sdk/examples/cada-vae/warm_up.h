#pragma once

#include <zeroth/error.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cada_vae {

/// What a weight is multiplied by: 0 until a share of the training is done, then it rises evenly
/// to 1. `between` holds the shares at which it begins to rise and at which it is there.
inline double risen(const std::vector<double>& between, double done) {
  return std::clamp((done - between[0]) / (between[1] - between[0]), 0.0, 1.0);
}

/// @throws Error that calls the parameter `name`.
inline void check_warm_up(const std::vector<double>& between, const std::string& name) {
  const bool rises =
      between.size() == 2 && between[0] >= 0 && between[0] < between[1] && between[1] <= 1;
  if (rises) return;
  throw zeroth::Error(name +
                      " must hold the shares of the training at which the weight begins to rise "
                      "and at which it is there, 0 <= begin < end <= 1");
}

}  // namespace cada_vae

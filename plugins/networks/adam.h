#pragma once

#include <zeroth/training.h>

#include <string>
#include <utility>
#include <vector>

namespace zeroth::networks {

/// Adam's constants as a pipeline sets them for a whole method.
struct Moments {
  double beta1 = 0.5;
  double beta2 = 0.999;
};

/// Adam over the parameters whose names begin with one of `prefixes`.
inline Optimiser adam(std::string name, std::vector<std::string> prefixes, double learning_rate,
                      Moments moments) {
  Optimiser optimiser;
  optimiser.name = std::move(name);
  optimiser.parameters = std::move(prefixes);
  optimiser.learning_rate = learning_rate;
  optimiser.beta1 = moments.beta1;
  optimiser.beta2 = moments.beta2;
  return optimiser;
}

}  // namespace zeroth::networks

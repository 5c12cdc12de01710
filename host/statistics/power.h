#pragma once

#include <cstdint>
#include <optional>

namespace zeroth::host {

/// What a comparison of two methods on some seeds varies by.
struct SeedNoise {
  double deviation = 0;       ///< of the difference of one seed
  double image_variance = 0;  ///< of the mean difference, which no number of seeds takes away
};

/// The chance that a true difference is found by a two-sided t test on that many seeds (noncentral
/// t). `seeds` >= 2, `difference` in the unit of the noise.
double power_of(double difference, std::int64_t seeds, const SeedNoise& noise, double level = 0.95);

/// The fewest seeds, at least two, that find a true difference with that power. `deviation` is
/// often known by three seeds only: then this is about right, no more.
/// @return nothing where no number of seeds below a million does: the test images decide then.
std::optional<std::int64_t> seeds_to_show(double difference, const SeedNoise& noise,
                                          double power = 0.8, double level = 0.95);

/// The smallest true difference that so many seeds find with that power.
double smallest_shown(std::int64_t seeds, const SeedNoise& noise, double power = 0.8,
                      double level = 0.95);

}  // namespace zeroth::host

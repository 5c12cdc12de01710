#include "host/statistics/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace zeroth::host {
namespace {

/// A percentage with one decimal; what rounds to zero has no sign.
std::string rounded(double value, bool with_sign) {
  const double tenths = std::round(value * 10) / 10;
  const double shown = tenths == 0 ? 0.0 : tenths;
  return with_sign && shown != 0 ? fmt::format("{:+.1f}", shown) : fmt::format("{:.1f}", shown);
}

/// "with one seed of B": where both have several, nothing.
std::string single_seeds(const FigureDifference& difference, const std::string& first,
                         const std::string& second) {
  if (difference.seeds() > 1) return "";
  if (difference.first.n == difference.second.n) return "with one seed each";
  return "with one seed of " + (difference.first.n == 1 ? first : second);
}

/// All that varies a difference beside the seeds counts as images: rows whose resamples never
/// differ hide something, too.
SeedNoise noise_of(const FigureDifference& difference) {
  const double error = difference.uncertainty.error(), deviation = *difference.deviation;
  const double of_seeds = deviation * deviation / static_cast<double>(difference.seeds());
  return {deviation, std::max(difference.image_variance, error * error - of_seeds)};
}

/// What is said of a difference that was not found, where so many seeds should find `worth`.
std::string missed_phrase(const FigureDifference& difference, double worth) {
  constexpr double kLevel = 0.05;
  if (difference.p < kLevel)
    return "; it would be by itself, among all pairs of the table it is not";
  const double reach = difference.interval.high - difference.value;
  if (reach >= worth) {
    return fmt::format("; these test images are too few to show a difference of {:.1f}", worth);
  }
  return std::abs(difference.value) >= worth
             ? ""
             : fmt::format("; a difference of {:.1f} would most likely have shown", worth);
}

}  // namespace

std::string signed_text(double value) { return rounded(value, true); }

std::string value_text(double value, const Interval& interval) {
  return fmt::format("{} [{}, {}]", rounded(value, false), rounded(interval.low, false),
                     rounded(interval.high, false));
}

std::string difference_text(double value, const Interval& interval) {
  return fmt::format("{} [{}, {}]", rounded(value, true), rounded(interval.low, true),
                     rounded(interval.high, true));
}

std::string seeds_text(double difference, const SeedNoise& noise) {
  if (const auto seeds = seeds_to_show(difference, noise)) {
    return fmt::format("about {} seeds would show a difference of {:.1f}", *seeds, difference);
  }
  return fmt::format("no number of seeds would show a difference of {:.1f} on these test images",
                     difference);
}

std::string sentence_of(const FigureDifference& difference, const std::string& first,
                        const std::string& second, double worth) {
  const std::string single = single_seeds(difference, first, second);
  if (difference.distinguishable()) {
    const bool up = difference.value > 0, two_models = difference.first.n == difference.second.n;
    const Interval& all = difference.interval;
    const Interval bounds = up ? all : Interval{-all.high, -all.low};
    const std::string of = single.empty() ? fmt::format("over {} seeds", difference.seeds())
                           : two_models   ? "for these two models"
                                          : single;
    return fmt::format("{} is better by {} {}{}", up ? first : second,
                       value_text(std::abs(difference.value), bounds), of,
                       single.empty() ? "" : "; other seeds may say otherwise");
  }
  std::string text =
      fmt::format("not distinguishable {} ({})",
                  single.empty() ? fmt::format("at {} seeds", difference.seeds()) : single,
                  difference_text(difference.value, difference.interval));
  if (!difference.deviation) return text;
  const SeedNoise noise = noise_of(difference);
  const auto needed = seeds_to_show(worth, noise);
  if (needed && *needed <= difference.seeds()) return text + missed_phrase(difference, worth);
  return text + "; " + seeds_text(worth, noise);
}

}  // namespace zeroth::host

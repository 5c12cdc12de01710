#include "host/statistics/words.h"

#include <fmt/format.h>

#include <cmath>

namespace zeroth::host {
namespace {

/// A percentage with one decimal; what rounds to zero has no sign.
std::string rounded(double value, bool with_sign) {
  const double tenths = std::round(value * 10) / 10;
  const double shown = tenths == 0 ? 0.0 : tenths;
  return with_sign && shown != 0 ? fmt::format("{:+.1f}", shown) : fmt::format("{:.1f}", shown);
}

std::string seeds_phrase(std::int64_t seeds) {
  return seeds == 1 ? "with one seed each" : fmt::format("at {} seeds", seeds);
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
  if (difference.distinguishable()) {
    const bool up = difference.value > 0;
    const Interval& all = difference.interval;
    const Interval bounds = up ? all : Interval{-all.high, -all.low};
    return fmt::format("{} is better by {} {}", up ? first : second,
                       value_text(std::abs(difference.value), bounds),
                       difference.seeds() == 1
                           ? std::string("for these two models; other seeds may say otherwise")
                           : fmt::format("over {} seeds", difference.seeds()));
  }
  std::string text = fmt::format("not distinguishable {} ({})", seeds_phrase(difference.seeds()),
                                 difference_text(difference.value, difference.interval));
  if (!difference.deviation) return text;
  const SeedNoise noise{*difference.deviation, difference.image_variance};
  const auto needed = seeds_to_show(worth, noise);
  if (needed && *needed <= difference.seeds()) {
    return text + fmt::format("; a difference of {:.1f} would most likely have shown", worth);
  }
  return text + "; " + seeds_text(worth, noise);
}

}  // namespace zeroth::host

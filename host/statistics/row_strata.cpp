#include "host/statistics/row_strata.h"

#include <algorithm>
#include <map>

namespace zeroth::host {
namespace {

/// Whole numbers below `count`, from 32 bits each.
class Below {
 public:
  explicit Below(std::mt19937_64& random) : random_(random) {}

  std::size_t operator()(std::size_t count) {
    if (!has_half_) bits_ = random_();
    const std::uint64_t half = has_half_ ? bits_ >> 32 : bits_ & 0xffffffffu;
    has_half_ = !has_half_;
    return static_cast<std::size_t>(half * count >> 32);
  }

 private:
  std::mt19937_64& random_;
  std::uint64_t bits_ = 0;
  bool has_half_ = false;
};

}  // namespace

RowStrata::RowStrata(const RowOutcomes& outcomes) : rows_(outcomes.size()) {
  add_side(outcomes, true);
  add_side(outcomes, false);
}

void RowStrata::add_side(const RowOutcomes& outcomes, bool seen) {
  std::map<std::int64_t, std::vector<std::uint32_t>> classes;
  for (std::uint32_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].seen == seen) classes[outcomes[i].label].push_back(i);
  }
  const double share = 1.0 / static_cast<double>(std::max<std::size_t>(classes.size(), 1));
  Stratum singles{{}, 0};
  for (auto& [label, places] : classes) {
    if (places.size() > 1) {
      strata_.push_back({std::move(places), share});
    } else {
      singles.places.push_back(places.front());
      singles.share += share;
    }
  }
  if (!singles.places.empty()) strata_.push_back(std::move(singles));
}

std::vector<double> RowStrata::observed() const {
  std::vector<double> weights(rows_, 0.0);
  for (const Stratum& one : strata_) {
    for (const std::uint32_t place : one.places) {
      weights[place] = one.share / static_cast<double>(one.places.size());
    }
  }
  return weights;
}

void RowStrata::draw(std::mt19937_64& random, std::vector<double>& weights) const {
  Below below(random);
  weights.assign(rows_, 0.0);
  for (const Stratum& one : strata_) {
    const std::size_t count = one.places.size(), draws = std::max<std::size_t>(count - 1, 1);
    const double weight = one.share / static_cast<double>(draws);
    for (std::size_t i = 0; i < draws; ++i) weights[one.places[below(count)]] += weight;
  }
}

}  // namespace zeroth::host

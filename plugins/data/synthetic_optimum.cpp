#include "plugins/data/synthetic_optimum.h"

#include <zeroth/long_work.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

constexpr std::size_t kDrawsOfClass = 200;  // the standard error of a figure is below 0.5 points
constexpr double kTerms = 6e10;             // some seconds
constexpr double kOfLooking = 32;           // a distance costs so many terms besides its products
constexpr std::size_t kLeastDraws = 5000;   // half of them of a side: below 1 point
constexpr std::uint64_t kStream = 0x0b71e55edULL, kChoice = 0xc1a55e5ULL;

std::size_t most_draws(double classes, double features) {
  const double terms = classes * (features + kOfLooking);
  return std::max(kLeastDraws, static_cast<std::size_t>(kTerms / terms));
}

/// Gives each class of a side as many rows, or one to some of them, `quota` at most.
void share_out(std::vector<std::size_t> side, std::size_t quota, zeroth::Random& random,
               std::vector<std::size_t>& draws) {
  if (quota < side.size()) {
    random.shuffle(side);
    side.resize(quota);
  }
  const std::size_t each = std::min(kDrawsOfClass, quota / side.size());
  for (const std::size_t id : side) draws[id] = each;
}

/// The class of each row that is drawn, in the order of the ids.
std::vector<std::size_t> classes_of_draws(const SyntheticWorld& world) {
  const WorldSettings& s = world.settings();
  std::vector<std::size_t> seen, unseen, draws(s.classes(), 0), classes;
  for (std::size_t c = 0; c < s.classes(); ++c) (world.is_unseen(c) ? unseen : seen).push_back(c);
  const std::size_t most =
      most_draws(static_cast<double>(s.classes()), static_cast<double>(s.features));
  const std::size_t of_seen = kDrawsOfClass * s.seen, of_unseen = kDrawsOfClass * s.unseen;
  // What one side does not need is the other's.
  const std::size_t left = most - std::min(most / 2, of_unseen);
  zeroth::Random random(s.seed ^ kChoice);
  share_out(std::move(seen), std::min(of_seen, left), random, draws);
  share_out(std::move(unseen), std::min(of_unseen, most - std::min(of_seen, most / 2)), random,
            draws);
  for (std::size_t c = 0; c < draws.size(); ++c) classes.insert(classes.end(), draws[c], c);
  return classes;
}

struct Nearest {
  double distance = std::numeric_limits<double>::infinity();
  std::size_t id = std::numeric_limits<std::size_t>::max();
  bool operator<(const Nearest& other) const {
    return distance != other.distance ? distance < other.distance : id < other.id;
  }
};

/// The least of some numbers.
float least(const float* values, std::size_t count) {
  constexpr std::size_t kLanes = 8;
  float lanes[kLanes];
  std::fill(lanes, lanes + kLanes, std::numeric_limits<float>::infinity());
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t l = 0; l < kLanes; ++l) {
      lanes[l] = values[i + l] < lanes[l] ? values[i + l] : lanes[l];
    }
  }
  for (; i < count; ++i) lanes[0] = std::min(lanes[0], values[i]);
  return *std::min_element(lanes, lanes + kLanes);
}

/// Finds nearest means by products of float32; where those cannot tell, the distances themselves
/// decide, in double, so that nobody sees the difference.
class NearestMeans {
 public:
  explicit NearestMeans(const SyntheticWorld& world) : world_(world) {
    const WorldSettings& s = world.settings();
    for (const bool unseen : {false, true}) {
      for (std::size_t c = 0; c < s.classes(); ++c) {
        if (world.is_unseen(c) == unseen) ids_.push_back(c);
      }
    }
    means_.reserve(s.classes() * s.features);
    for (const std::size_t id : ids_) {
      const double* const mean = world.mean(id);
      double square = 0;
      for (std::size_t j = 0; j < s.features; ++j) square += mean[j] * mean[j];
      means_.insert(means_.end(), mean, mean + s.features);
      squares_.push_back(static_cast<float>(square));
      longest_ = std::max(longest_, std::sqrt(square));
    }
  }

  zeroth::MatrixView means() const {
    return {means_.data(), static_cast<std::int64_t>(ids_.size()),
            static_cast<std::int64_t>(world_.settings().features)};
  }

  struct Hits {
    bool any = false, zero_shot = false;
  };
  /// Whether the nearest of all means and of those of unseen classes are that of `id`.
  /// @param products [C] of x with the means; becomes something else
  Hits hits(const double* x, std::size_t id, float* products) const {
    const std::size_t seen = world_.settings().seen, all = ids_.size();
    for (std::size_t c = 0; c < all; ++c) products[c] = squares_[c] - 2 * products[c];
    const double doubt = doubt_of(x);
    const double unseen_least = static_cast<double>(least(products + seen, all - seen));
    const double limit = std::min(static_cast<double>(least(products, seen)), unseen_least) + doubt;
    Hits hits;
    hits.any =
        std::min(nearest(x, products, 0, seen, limit), nearest(x, products, seen, all, limit)).id ==
        id;
    if (!world_.is_unseen(id)) return hits;
    hits.zero_shot = nearest(x, products, seen, all, unseen_least + doubt).id == id;
    return hits;
  }

 private:
  /// By how much two approximate distances of x may be wrong together.
  double doubt_of(const double* x) const {
    const auto D = static_cast<double>(world_.settings().features);
    double square = 0;
    for (std::size_t j = 0; j < world_.settings().features; ++j) square += x[j] * x[j];
    const double of_products = 2 * (D + 4) * std::sqrt(square) * longest_ + 4 * longest_ * longest_;
    return 4 * (0x1p-24 * of_products + 0x1p-52 * D * (square + longest_ * longest_));
  }

  Nearest nearest(const double* x, const float* approximate, std::size_t first, std::size_t end,
                  double limit) const {
    Nearest best;
    const auto most = static_cast<float>(limit);
    for (std::size_t c = first; c < end; ++c) {
      if (approximate[c] > most) continue;
      const double* const mean = world_.mean(ids_[c]);
      double distance = 0;
      for (std::size_t j = 0; j < world_.settings().features; ++j)
        distance += (x[j] - mean[j]) * (x[j] - mean[j]);
      best = std::min(best, {distance, ids_[c]});
    }
    return best;
  }

  const SyntheticWorld& world_;
  std::vector<std::size_t> ids_;  // seen classes, then unseen ones
  std::vector<float> means_, squares_;
  double longest_ = 0;
};

/// So many that neither they nor their products need much memory.
std::size_t rows_at_once(const WorldSettings& settings) {
  constexpr std::size_t kNumbers = 1 << 22;  // 16 MiB of products
  return std::clamp<std::size_t>(kNumbers / std::max(settings.classes(), settings.features), 1,
                                 1024);
}

/// Rows that are drawn and compared at once.
class DrawnBlock {
 public:
  DrawnBlock(const SyntheticWorld& world, const NearestMeans& nearest)
      : world_(world),
        nearest_(nearest),
        rows_(rows_at_once(world.settings())),
        exact_(rows_ * world.settings().features),
        rounded_(exact_.size()),
        products_(rows_ * world.settings().classes()) {}

  std::size_t rows() const { return rows_; }

  /// @param hits [count], of the rows `first` on, whose classes are `ids`
  void compare(std::size_t first, const std::size_t* ids, std::size_t count,
               NearestMeans::Hits* hits) {
    const std::size_t D = world_.settings().features, C = world_.settings().classes();
    const auto some = static_cast<std::int64_t>(count);
    zeroth::in_parallel(some, 1, [&](std::int64_t from, std::int64_t to) {
      for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i) {
        double* const row = exact_.data() + i * D;
        world_.draw(ids[i], world_.settings().seed ^ kStream, first + i, row);
        std::copy(row, row + D, rounded_.data() + i * D);
      }
    });
    zeroth::multiply_rows({rounded_.data(), some, static_cast<std::int64_t>(D)}, nearest_.means(),
                          products_.data());
    zeroth::in_parallel(some, 1, [&](std::int64_t from, std::int64_t to) {
      for (auto i = static_cast<std::size_t>(from); i < static_cast<std::size_t>(to); ++i) {
        hits[i] = nearest_.hits(exact_.data() + i * D, ids[i], products_.data() + i * C);
      }
    });
  }

 private:
  const SyntheticWorld& world_;
  const NearestMeans& nearest_;
  std::size_t rows_;
  std::vector<double> exact_;
  std::vector<float> rounded_, products_;
};

/// A share of drawn rows.
struct Share {
  double hits = 0, rows = 0;
  double percent() const { return 100.0 * hits / rows; }
  /// Its standard error; never 0, as a few rows that are all right prove nothing.
  double error() const {
    const double p = (hits + 1) / (rows + 2);
    return 100.0 * std::sqrt(p * (1 - p) / rows);
  }
};

void set_harmonic(DrawnOptimum& optimum) {
  const double U = optimum.figures.U, S = optimum.figures.S, sum = U + S;
  optimum.figures.H = sum > 0 ? 2 * U * S / sum : 0.0;
  if (sum == 0) return;
  const double by_U = S * S * optimum.errors.U, by_S = U * U * optimum.errors.S;
  optimum.errors.H = 2 / (sum * sum) * std::hypot(by_U, by_S);
}

}  // namespace

double most_terms_of_optimum(double classes, double features) {
  const auto draws = static_cast<double>(most_draws(classes, features));
  return std::min(draws, classes * static_cast<double>(kDrawsOfClass)) * classes *
         (features + kOfLooking);
}

DrawnOptimum optimum_of(const SyntheticWorld& world) {
  const std::vector<std::size_t> classes = classes_of_draws(world);
  const NearestMeans nearest(world);
  DrawnBlock block(world, nearest);
  std::vector<NearestMeans::Hits> hits(classes.size());
  for (std::size_t first = 0; first < classes.size(); first += block.rows()) {
    zeroth::say_progress("the optimum of the synthetic world", static_cast<std::int64_t>(first),
                         static_cast<std::int64_t>(classes.size()));
    const std::size_t count = std::min(block.rows(), classes.size() - first);
    block.compare(first, classes.data() + first, count, hits.data() + first);
  }
  Share seen, unseen, zero_shot;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    Share& side = world.is_unseen(classes[i]) ? unseen : seen;
    side.hits += hits[i].any;
    ++side.rows;
    zero_shot.hits += hits[i].zero_shot;
  }
  zero_shot.rows = unseen.rows;
  DrawnOptimum optimum;
  optimum.figures.U = unseen.percent();
  optimum.figures.S = seen.percent();
  optimum.figures.T1 = zero_shot.percent();
  optimum.errors.U = unseen.error();
  optimum.errors.S = seen.error();
  optimum.errors.T1 = zero_shot.error();
  set_harmonic(optimum);
  return optimum;
}

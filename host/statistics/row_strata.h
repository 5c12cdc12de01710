#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "host/statistics/row_outcomes.h"

namespace zeroth::host {

/// Test rows, to be drawn within their classes.
///
/// A class of n rows is drawn from n - 1 times, with replacement: so the variance of its accuracy
/// over the draws is p (1 - p) / (n - 1), whose expectation is the variance of the accuracy itself,
/// where n draws would give (n - 1) / n of it (McCarthy and Snowden, The Bootstrap and Finite
/// Population Sampling, 1985): eight percent too little for the twelve rows that a seen class of
/// CUB has. Classes of one row, which show no variance, are drawn from together: that is too much
/// rather than none (collapsed strata: Cochran, Sampling Techniques, 5A.12).
class RowStrata {
 public:
  explicit RowStrata(const RowOutcomes& outcomes);

  /// The weight of each row as it was observed, as `WeighedFigures` takes it.
  std::vector<double> observed() const;
  /// Those of a resample.
  void draw(std::mt19937_64& random, std::vector<double>& weights) const;

 private:
  struct Stratum {
    std::vector<std::uint32_t> places;
    double share;  ///< of its classes in the accuracy of their side
  };
  void add_side(const RowOutcomes& outcomes, bool seen);

  std::size_t rows_;
  std::vector<Stratum> strata_;
};

}  // namespace zeroth::host

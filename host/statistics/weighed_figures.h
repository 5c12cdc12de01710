#pragma once

#include <cstdint>
#include <vector>

#include "host/statistics/figures.h"
#include "host/statistics/row_outcomes.h"

namespace zeroth::host {

/// The figures of one model for any weights of its test rows: made once, asked for every resample.
/// The weight of a row is its share in the class-averaged accuracy of its side; those of a side add
/// up to 1.
class WeighedFigures {
 public:
  explicit WeighedFigures(const RowOutcomes& outcomes);

  FigureValues operator()(const std::vector<double>& weights) const;

 private:
  /// A row whose best class of its own side is right, where it changes sides on the curve.
  struct Turn {
    std::uint32_t place;
    double seen, unseen;  ///< 1 and 0, or 0 and 1: a branch here is a coin that is tossed
  };
  /// Rows of both sides with the same gap, which change sides together.
  struct Tie {
    std::vector<std::uint32_t> seen, unseen;  ///< places
  };
  void add_ties(const RowOutcomes& outcomes);
  double ausuc(const std::vector<double>& weights) const;

  bool has_seen_ = false, has_unseen_ = false;
  std::vector<std::uint32_t> right_seen_, right_unseen_, zero_shot_;  ///< places of right rows
  std::vector<Turn> turns_;  ///< by gap, and of one gap seen rows first
  std::vector<Tie> ties_;
};

}  // namespace zeroth::host

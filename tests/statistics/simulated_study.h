#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "host/statistics/row_outcomes.h"

namespace zeroth::host {

/// Test rows of a world whose truth is known. A row of a class is right on its side where
/// `ease` of the class + a of the seed + b of the image + noise > 0, all normal, and is called its
/// own side where its gap is: the images' b is the same for all methods and seeds of a study.
struct SimulatedWorld {
  std::vector<double> seen_ease, unseen_ease;  ///< one a class
  std::vector<std::int64_t> seen_rows, unseen_rows;
  double seed_deviation = 0;   ///< of a
  double image_deviation = 1;  ///< of b; the noise has 1
  double gap = 1;              ///< mean distance of a row from the border between the sides
};

/// What all methods meet: images, drawn anew for every study.
struct SimulatedImages {
  std::vector<double> hard, border;
};

inline std::size_t rows_of(const SimulatedWorld& world) {
  std::size_t count = 0;
  for (const auto* side : {&world.seen_rows, &world.unseen_rows}) {
    for (const std::int64_t rows : *side) count += static_cast<std::size_t>(rows);
  }
  return count;
}

inline SimulatedImages draw_images(const SimulatedWorld& world, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  SimulatedImages images;
  for (std::size_t i = 0; i < rows_of(world); ++i) {
    images.hard.push_back(world.image_deviation * normal(random));
    images.border.push_back(0.5 * normal(random));
  }
  return images;
}

/// One trained model on these images; `shift` is what its method adds to every class's ease.
inline RowOutcomes draw_model(const SimulatedWorld& world, const SimulatedImages& images,
                              double shift, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  const double seed = shift + world.seed_deviation * normal(random);
  RowOutcomes outcomes;
  std::size_t i = 0;
  std::int64_t label = 0;
  const auto add_side = [&](bool seen, const std::vector<double>& ease,
                            const std::vector<std::int64_t>& rows) {
    for (std::size_t c = 0; c < ease.size(); ++c, ++label) {
      for (std::int64_t row = 0; row < rows[c]; ++row, ++i) {
        RowOutcome one;
        one.row = static_cast<std::int64_t>(i);
        one.label = label;
        one.seen = seen;
        one.right_on_side = ease[c] + seed + images.hard[i] + normal(random) > 0;
        one.right_unseen = !seen && one.right_on_side;
        one.gap = (seen ? world.gap : -world.gap) + images.border[i] + normal(random);
        one.right = one.right_on_side && (one.gap > 0) == seen;
        outcomes.push_back(one);
      }
    }
  };
  add_side(true, world.seen_ease, world.seen_rows);
  add_side(false, world.unseen_ease, world.unseen_rows);
  return outcomes;
}

}  // namespace zeroth::host

#pragma once

#include <zeroth/abilities.h>
#include <zeroth/classifier.h>
#include <zeroth/expert.h>
#include <zeroth/ood_scorer.h>

#include <cstdint>

#include "host/train/training_data.h"

namespace zeroth::host {

/// Sizes of everything that the kit makes: small, and no two alike, so that none passes for
/// another.
struct WorldSizes {
  static constexpr std::int64_t features = 12, attributes = 5, classes = 9, seen = 6;
  static constexpr std::int64_t embedding = 8;
  static constexpr std::int64_t channels = 13, regions = 10, word_vector = 7;
  static constexpr std::int64_t rows_per_class = 60;  ///< more than the 50 neighbours of ood.knn
};

/// What changes nothing that training may look at.
struct UnseenPart {
  std::uint64_t rows = 0;         ///< seed of the unseen rows that lie behind the seen ones
  std::uint64_t descriptors = 0;  ///< seed of the unseen classes' attributes whose id is below S
  std::uint64_t beyond = 0;       ///< seed of those from S on, which no position reaches
};

/// Rows of the seen classes in [0,1], which follow from the attributes up to noise. The numbers are
/// those that single precision can hold, whatever `dtype`. Behind the rows, in the same memory, lie
/// rows of unseen classes.
TrainingData training_world(std::uint64_t seed, at::ScalarType dtype, UnseenPart unseen = {});

/// The same of images: 20 of each seen class, and in their source those of unseen classes behind
/// them.
TrainingData region_world(std::uint64_t seed);

/// What a network that knows the seen classes says of rows of them, and of others.
struct ScoreWorld {
  Scores train;       ///< [360,...]
  at::Tensor labels;  ///< [360] positions among the seen classes
  Scores seen;        ///< [200,...] rows of the seen classes that nobody was shown
  Scores unseen;      ///< [200,...] rows of other classes: smaller embeddings, flatter logits
};
ScoreWorld score_world(std::uint64_t seed, at::ScalarType dtype);
ScoreWorld on_device(const ScoreWorld& world, const at::Device& device);
/// The last layer of a linear network over embeddings of that world, for a score that reads one.
Head stand_in_head(const ScoreWorld& world);

/// Images for an expert. Regions, descriptors and word vectors have unit norm, but for the word
/// vector of attribute 0 where `zero_word` is set.
struct ExpertWorld {
  RegionProblem problem;
  RegionBatch images;  ///< [200,R,M]
};
ExpertWorld expert_world(std::uint64_t seed, at::ScalarType dtype, bool zero_word = false);

/// What a final classifier learns from, and rows that it has not seen. Its classes are the seen
/// ones of training_world().
struct ClassifierWorld {
  ClassifierRows rows;   ///< `per_class` of each class
  at::Tensor held_out;   ///< [120,D], neighbours of different classes
  at::Tensor their_own;  ///< [120] the classes of those
};
/// `rows_per_class` is 40 at most.
ClassifierWorld classifier_world(std::uint64_t seed, std::int64_t rows_per_class = 40);
ClassifierWorld on_device(const ClassifierWorld& world, const at::Device& device);

/// A generator of random numbers that nobody else reads.
at::Generator random_of(std::uint64_t seed);

}  // namespace zeroth::host

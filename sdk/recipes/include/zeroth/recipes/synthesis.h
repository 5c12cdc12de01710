#pragma once

#include <zeroth/call.h>
#include <zeroth/finite.h>
#include <zeroth/generator.h>
#include <zeroth/training_problem.h>

#include <cstdint>
#include <string>

namespace zeroth::recipes {

/// How many rows a classifier learns from.
struct RowCounts {
  std::int64_t unseen_per_class = 0;  ///< synthetic rows of each unseen class
  /// Real rows of each seen class, drawn with replacement; 0: every real row once.
  std::int64_t seen_per_class = 0;
};

/// Real rows of seen classes, and the labelled ones of unseen classes where the setting is
/// few-shot, above synthetic rows of unseen ones, as the classifier reads them.
struct AugmentedRows {
  at::Tensor features;    ///< [n + U*unseen_per_class, P]
  at::Tensor labels;      ///< the same number, class ids
  std::int64_t real = 0;  ///< n

  at::Tensor synthetic_features() const {
    return features.narrow(0, real, features.size(0) - real);
  }
};

/// Labels [U*per_class]: every unseen class `per_class` times, class by class.
at::Tensor unseen_labels(const Classes& classes, std::int64_t per_class);

/// What the final classifier reads of features [N,D]: [N,P], the features themselves unless the
/// generator says otherwise.
at::Tensor classifier_input(const Handle<Generator>& generator, const at::Tensor& features);
/// The same as what the generator says of features; see Predictor.
Answer input_answer(const Handle<Generator>& generator, const at::Tensor& features);

/// `per_class` features [U*per_class,D] of every unseen class.
/// @throws Error naming the generator and the row that is not finite.
at::Tensor synthesise(const Handle<Generator>& generator, const TrainingProblem& problem,
                      std::int64_t per_class, at::Generator rng);

/// What a classifier learns of the unseen classes [U*per_class,P]: synthetic features as it reads
/// them, or what the generator draws for it (`ClassifierSamples`).
/// @throws Error naming the generator and the row that is not finite.
at::Tensor unseen_input(const Handle<Generator>& generator, const TrainingProblem& problem,
                        std::int64_t per_class, at::Generator rng);

/// The labelled rows of unseen classes of a few-shot problem, as a classifier learns them [F,P].
/// @throws Error naming the generator and the row that is not finite.
at::Tensor shots_input(const Handle<Generator>& generator, const TrainingProblem& problem,
                       at::Generator rng);

/// Rows of all classes, in one contiguous matrix.
/// @throws Error naming the generator and the row that is not finite.
AugmentedRows augment(const Handle<Generator>& generator, const TrainingProblem& problem,
                      const RowCounts& counts, at::Generator rng);

}  // namespace zeroth::recipes

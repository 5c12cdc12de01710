#pragma once

#include <zeroth/generator.h>

#include <cstdint>
#include <string>

#include "host/engine/finite.h"
#include "host/engine/handle.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// Real rows of seen classes above synthetic rows of unseen ones, as the classifier reads them.
struct AugmentedRows {
  at::Tensor features;    ///< [n + U*per_class, P]
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

/// The same of rows that a classifier is trained on.
/// @throws Failure(run_failed) naming the generator and the row that is not finite.
at::Tensor finite_input(const Handle<Generator>& generator, const at::Tensor& features);
/// The same as what the generator says of features; see Predictor.
Answer input_answer(const Handle<Generator>& generator, const at::Tensor& features);

/// `per_class` features [U*per_class,D] of every unseen class.
/// @throws Failure(run_failed) naming the generator and the row that is not finite.
at::Tensor synthesise(const Handle<Generator>& generator, const TrainingData& data,
                      std::int64_t per_class, at::Generator rng);

/// The training rows and `per_class` features of every unseen class, in one contiguous matrix.
AugmentedRows augment(const Handle<Generator>& generator, const TrainingData& data,
                      std::int64_t per_class, at::Generator rng);

}  // namespace zeroth::host

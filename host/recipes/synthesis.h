#pragma once

#include <zeroth/generator.h>

#include "host/engine/handle.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// Real rows of seen classes above synthetic rows of unseen ones.
struct AugmentedRows {
  at::Tensor features;    ///< [n + U*per_class, D]
  at::Tensor labels;      ///< the same number, class ids
  std::int64_t real = 0;  ///< n

  at::Tensor synthetic_features() const {
    return features.narrow(0, real, features.size(0) - real);
  }
};

/// Labels [U*per_class]: every unseen class `per_class` times, class by class.
at::Tensor unseen_labels(const Classes& classes, std::int64_t per_class);

/// The training rows and `per_class` features of every unseen class, in one contiguous matrix.
AugmentedRows augment(const Handle<Generator>& generator, const TrainingData& data,
                      std::int64_t per_class, at::Generator rng);

}  // namespace zeroth::host

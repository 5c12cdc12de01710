#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace zeroth::host {

/// Settings of the softmax classifier (host/recipes/README.md, softmax classifier).
struct ClassifierSettings {
  std::int64_t epochs = 25;
  std::int64_t batch = 64;
  double learning_rate = 1e-3;
  double beta1 = 0.5;
  double beta2 = 0.999;
};

/// One affine layer; its scores are logits.
struct LinearClassifier {
  at::Tensor weight;  ///< [K,p]
  at::Tensor bias;    ///< [K]

  /// x [n,p] -> [n,K].
  at::Tensor scores(const at::Tensor& x) const;
};

/// Trains a softmax classifier by Adam on the negative log-likelihood.
///
/// features [n,p] float32, targets [n] int64 in [0,outputs). Batches wrap around: at the end of the
/// data it is shuffled anew and the batch takes its remaining rows from there. A batch larger than
/// the data becomes all rows. The gradient, softmax minus one-hot, is written down, not recorded.
/// @throws Failure(run_failed) when the loss stops being finite.
LinearClassifier train_classifier(const at::Tensor& features, const at::Tensor& targets,
                                  std::int64_t outputs, const ClassifierSettings& settings,
                                  at::Generator rng);

}  // namespace zeroth::host

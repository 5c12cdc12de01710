#pragma once

#include <zeroth/training.h>

#include "host/train/classifier.h"

namespace zeroth::host {

/// A softmax classifier over the unseen classes alone: T1 of conventional zero-shot learning, and
/// the unseen expert of two stages. `rows` [U*n,P] are synthetic, class by class.
LinearClassifier train_unseen_classifier(const at::Tensor& rows, const Classes& classes,
                                         const ClassifierSettings& settings, at::Generator rng);

}  // namespace zeroth::host

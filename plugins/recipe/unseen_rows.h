#pragma once

#include <zeroth/classifier.h>
#include <zeroth/training.h>

#include <cstdint>

/// Synthetic rows [U*per_class,P], class by class, for a classifier of the unseen classes alone: T1
/// of conventional zero-shot learning, and the unseen expert of two stages.
zeroth::ClassifierRows unseen_rows(const at::Tensor& synthetic, const zeroth::Classes& classes,
                                   std::int64_t per_class);

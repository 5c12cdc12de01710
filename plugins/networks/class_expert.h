#pragma once

#include <zeroth/abilities.h>
#include <zeroth/expert.h>

#include <string>

#include "plugins/networks/class_scores.h"

namespace zeroth::networks {

/// The name under which a backbone offers attribute scores that only prediction reads.
inline constexpr const char* kInference = "inference_attribute_scores";

/// Adds class scores to the attribute scores in `tensors`: "scores", and "inference_scores" where
/// the attribute scores for inference are others.
inline void add_class_scores(const ClassScores& classes, TensorMap& tensors) {
  tensors.set("scores", classes(tensors["attribute_scores"]));
  if (!tensors.contains(kInference)) return;
  tensors.set("inference_scores", classes(tensors[kInference]));
}

/// Adds the constants of a backbone, where it has any, to those of the expert over it.
inline void append_constants(const Expert& backbone, const std::string& prefix,
                             NamedTensors& constants) {
  const auto* able = dynamic_cast<const Constants*>(&backbone);
  if (!able) return;
  for (NamedTensor& one : able->constants()) constants.push_back({prefix + one.name, one.tensor});
}

/// The attention of a backbone.
/// @throws Error where it has none.
inline at::Tensor attention_of(const Expert& backbone, const RegionBatch& images) {
  if (const auto* able = dynamic_cast<const Attention*>(&backbone)) return able->attention(images);
  throw Error("the backbone attends to no regions");
}

}  // namespace zeroth::networks

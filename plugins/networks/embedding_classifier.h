#pragma once

#include <zeroth/classified.h>
#include <zeroth/networks/linear.h>

namespace zeroth::networks {

/// D3GZSL's teacher and student (plugins/teacher/README.md): x [N,D] -> Linear -> ReLU is the
/// embedding [N,E], Linear of it are the logits.
struct EmbeddingClassifier {
  EmbeddingClassifier() = default;
  EmbeddingClassifier(Linear embedding_layer, Linear classifier_layer)
      : embedding(std::move(embedding_layer)), classifier(std::move(classifier_layer)) {}

  Classified operator()(const at::Tensor& x) const;
  NamedTensors parameters() const;

  Linear embedding;
  Linear classifier;
};

}  // namespace zeroth::networks

#include "plugins/networks/embedding_classifier.h"

#include <ATen/ops/relu.h>

namespace zeroth::networks {

Classified EmbeddingClassifier::operator()(const at::Tensor& x) const {
  const at::Tensor h = at::relu(embedding(x));
  return {h, classifier(h)};
}

NamedTensors EmbeddingClassifier::parameters() const {
  NamedTensors tensors;
  embedding.append_to(tensors, "embedding");
  classifier.append_to(tensors, "classifier");
  return tensors;
}

}  // namespace zeroth::networks

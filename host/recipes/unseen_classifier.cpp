#include "host/recipes/unseen_classifier.h"

#include <ATen/ops/arange.h>

#include <utility>

namespace zeroth::host {

LinearClassifier train_unseen_classifier(const at::Tensor& rows, const Classes& classes,
                                         const ClassifierSettings& settings, at::Generator rng) {
  const auto unseen = classes.unseen.size(0);
  const at::Tensor positions = at::arange(unseen, classes.unseen.options())
                                   .unsqueeze(1)
                                   .expand({-1, rows.size(0) / unseen})
                                   .reshape({-1});
  return train_classifier(rows, positions, unseen, settings, std::move(rng));
}

}  // namespace zeroth::host

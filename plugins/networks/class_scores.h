#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/training.h>

namespace zeroth::networks {

/// The margins [C] that class scores of the region methods carry: +margin for unseen classes,
/// -margin for seen ones. Like `like` in dtype.
at::Tensor class_margins(std::int64_t classes, const at::Tensor& seen, double margin,
                         const at::Tensor& like);

/// Class scores from attribute scores: o A^T + m (plugins/expert/README.md, class scores).
class ClassScores {
 public:
  ClassScores() = default;
  ClassScores(const Classes& classes, double margin);

  /// attribute scores [B,K] -> [B,C].
  at::Tensor operator()(const at::Tensor& attribute_scores) const;
  /// What it reads beside the scores.
  NamedTensors constants() const {
    return {{"class attributes", attributes_}, {"margins", margins_}};
  }

 private:
  at::Tensor attributes_;  // [C,K]
  at::Tensor margins_;     // [C]
};

}  // namespace zeroth::networks

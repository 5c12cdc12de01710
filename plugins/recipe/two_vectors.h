#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

/// The learnable sigmoid of D3GZSL, its confidence, that turns an out-of-distribution score into
/// the teacher's two numbers: c = sigmoid(weight * (score + offset)), label [c, 1 - c]
/// (plugins/recipe/README.md).
struct Confidence {
  at::Tensor weight;    ///< [1]
  at::Tensor offset;    ///< [1]
  bool softmax = true;  ///< a further softmax on top, as the released code does

  /// score [N] -> ood_label [N,2].
  at::Tensor ood_label(const at::Tensor& score) const;
};

/// The projector H of D3GZSL: the student's (log-)probabilities to two numbers.
struct Projector {
  Projector() = default;
  /// LibTorch's default start: uniform in +-1/sqrt(C).
  Projector(std::int64_t classes, at::Generator rng);

  at::Tensor weight;        ///< [2,C]
  at::Tensor bias;          ///< [2]
  bool log_softmax = true;  ///< reads log-probabilities (released code) or probabilities (paper)
  bool softmax = true;      ///< a softmax on top, as the released code does

  /// student_logits [N,C] -> ood_embedding [N,2].
  at::Tensor ood_embedding(const at::Tensor& student_logits) const;
};

/// One that adds up what it reads of each side: its first number is that of the `seen` [S] int64
/// classes, its second that of the others.
Projector side_projector(std::int64_t classes, const at::Tensor& seen);

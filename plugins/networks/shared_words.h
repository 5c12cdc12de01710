#pragma once

#include <ATen/ops/norm.h>
#include <zeroth/abilities.h>
#include <zeroth/expert.h>

#include <memory>

namespace zeroth::networks {

/// Trainable word vectors V [K,G] of an expert: its own, or those of another one.
struct Words {
  std::shared_ptr<WordVectors> shared;  ///< nothing: own ones
  at::Tensor own;
  bool normalize = false;  ///< rows to unit norm in every forward pass

  void build(const RegionProblem& problem) {
    if (!shared) own = problem.word_vectors.clone();
  }
  at::Tensor parameter() const { return shared ? shared->word_vectors() : own; }
  /// V as the scores read it.
  at::Tensor operator()() const {
    const at::Tensor v = parameter();
    if (!normalize) return v;
    constexpr double kSmallestNorm = 1e-12;
    return v / v.norm(2, {1}, /*keepdim=*/true).clamp_min(kSmallestNorm);
  }
  /// Adds V to the parameters of the expert that owns it.
  void append_to(NamedTensors& parameters) const {
    if (!shared) parameters.push_back({"V", own});
  }
};

}  // namespace zeroth::networks

#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/network.h>
#include <zeroth/networks/linear.h>
#include <zeroth/tensors.h>

// What FREE adds to f-VAEGAN-D2 (plugins/generator/README.md, FREE). D features, d attributes, L
// latents, S seen classes.
namespace zeroth::refinement {

/// What the refinement says of rows.
struct Refined {
  at::Tensor latent;      ///< h [N,L]
  at::Tensor attributes;  ///< a^ [N,d]
};

/// x -> Linear -> LReLU -> Linear: h -> LReLU -> Linear: a^, and a centre of each seen class where
/// its h shall lie.
struct Refinement {
  Refinement() = default;
  Refinement(const Sizes& sizes, std::int64_t width, std::int64_t latents, at::Generator rng);
  /// The network of given weights, under the names that `append_to` has for them.
  explicit Refinement(const TensorMap& in);

  Refined operator()(const at::Tensor& x) const;
  /// What classifiers read: [x, h, a^], [N, D + L + d].
  at::Tensor rows(const at::Tensor& x) const;
  void append_to(NamedTensors& tensors) const;

  networks::Linear hidden, latent, attributes;
  at::Tensor centres;  // [S,L]
};

/// The self-adaptive margin centre loss of `latent` [N,L]: the mean over rows of
/// max(0, margin + balance ‖h - c_own‖^2 - (1 - balance) ‖h - c_other‖^2), c the rows of `centres`
/// [S,L] at the places `own` and `other` [N] int64. A gradient flows to `latent` and `centres`.
at::Tensor margin_centre_loss(const at::Tensor& latent, const at::Tensor& own,
                              const at::Tensor& other, const at::Tensor& centres, double margin,
                              double balance);

/// The semantic cycle: how far descriptors [N,d] that were found are from `attributes` [N,d], the
/// mean over rows of ‖a^ - a‖_1.
at::Tensor cycle_loss(const at::Tensor& found, const at::Tensor& attributes);

}  // namespace zeroth::refinement

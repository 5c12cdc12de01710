#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <zeroth/tensors.h>

#include <cstdint>

namespace zeroth::ddgan {

/// The variance-preserving schedule of DDGAN (ICLR 2022; plugins/generator/README.md). Entry k =
/// 0..T-1 leads from level k to level k + 1; level 0 is clean data. Tensors [T], computed in
/// double.
struct Diffusion {
  Diffusion() = default;
  /// beta_i = 1 - abar(t_i) / abar(t_{i-1}), abar(t) = exp(-t^2 (max - min) / 2 - t min).
  Diffusion(std::int64_t steps, double beta_min, double beta_max,
            const at::Device& device = at::kCPU);

  std::int64_t steps() const { return betas.size(0); }
  /// All of them.
  NamedTensors tables() const;

  at::Tensor betas;
  at::Tensor alpha_bars;  ///< share of the signal at level k + 1
  at::Tensor before;      ///< share of the signal at level k; exactly 1 at k = 0
  // Of q(u | v, x_0) (Ho et al., NeurIPS 2020, equations 6 and 7).
  at::Tensor of_clean, of_noisy, variance;
};

/// A row u at level k and the row v one step noisier.
struct NoisyPair {
  at::Tensor cleaner;  ///< u [B,D]
  at::Tensor noisier;  ///< v [B,D]
};
NoisyPair noisy_pair(const Diffusion& diffusion, const at::Tensor& x, const at::Tensor& step,
                     const at::Tensor& first_noise, const at::Tensor& second_noise);

/// A sample of q(u | v, x_0) at step k [B]; x_0 itself at k = 0.
at::Tensor posterior_mean(const Diffusion& diffusion, const at::Tensor& clean,
                          const at::Tensor& noisy, const at::Tensor& step);
at::Tensor posterior_sample(const Diffusion& diffusion, const at::Tensor& clean,
                            const at::Tensor& noisy, const at::Tensor& step,
                            const at::Tensor& noise);

/// The pieces "ddgan.schedule", "ddgan.posterior" and "ddgan.forward-pair".
TensorMap diffusion_piece(const std::string& name, const TensorMap& in);

}  // namespace zeroth::ddgan

#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/networks/linear.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <vector>

// DDGAN's networks for features, of the image model's ingredients (plugins/generator/README.md).
// D features, d attributes, H width. Steps k are int64 numbers in [0,T).
namespace zeroth::ddgan {

struct Widths {
  std::int64_t features = 0, attributes = 0, noise = 0, hidden = 0;
};

/// Sinusoids of the step, then two layers: [T,256] for all steps at once.
struct StepEmbedding {
  StepEmbedding() = default;
  explicit StepEmbedding(at::Generator rng);
  /// `smooth`: SiLU (generator), else leaky ReLU (discriminator).
  at::Tensor all(std::int64_t steps, bool smooth) const;
  void append_to(NamedTensors& tensors, const std::string& prefix) const;

  networks::Linear first, second;
};

/// Clean features from noisy ones: residual blocks whose layer norms are scaled and shifted by the
/// latent noise and to which the step is added.
struct Denoiser {
  Denoiser() = default;
  /// `bounded`: its output is in [-1,1].
  Denoiser(const Widths& widths, std::int64_t blocks, std::int64_t mapping, bool bounded,
           at::Generator rng);

  /// v [B,D], step [B], noise [B,d_z], a [B,d] -> x_0 [B,D].
  at::Tensor operator()(const at::Tensor& v, const at::Tensor& step, std::int64_t steps,
                        const at::Tensor& noise, const at::Tensor& a) const;
  void append_to(NamedTensors& tensors, const std::string& prefix) const;
  /// The same network with weights of its own.
  Denoiser copy() const;
  /// The same network, of the same weights, for one pass through a chain of steps.
  Denoiser repeated() const;

 private:
  struct Block {
    networks::Linear norm, layer, time;
  };
  at::Tensor normed(const networks::Linear& norm, const at::Tensor& h,
                    const at::Tensor& latent) const;
  std::vector<networks::Linear*> layers();

  StepEmbedding time_;
  std::vector<networks::Linear> mapping_;
  networks::Linear input_;
  std::vector<Block> blocks_;
  networks::Linear last_norm_, output_;
  bool bounded_ = true;
};

/// The two rows that are judged, one step cleaner than `noisier`.
struct Judged {
  at::Tensor real;              ///< logits [B,1] of u
  at::Tensor fake;              ///< logits [B,1] of the generated row
  at::Tensor squared_gradient;  ///< [B], |d real / d u|^2, differentiable by the weights
};

/// Whether u is a real row one step cleaner than v.
struct Discriminator {
  Discriminator() = default;
  Discriminator(const Widths& widths, at::Generator rng);

  /// Logits [B,1].
  at::Tensor operator()(const at::Tensor& u, const at::Tensor& step, std::int64_t steps,
                        const at::Tensor& v, const at::Tensor& a) const;
  /// Both rows against the same v, and R1's gradient in closed form: the network is piecewise
  /// linear, so no second pass of autograd is needed. Exact up to rounding.
  Judged judge(const at::Tensor& real, const at::Tensor& fake, const at::Tensor& step,
               std::int64_t steps, const at::Tensor& v, const at::Tensor& a, bool penalised) const;
  void append_to(NamedTensors& tensors, const std::string& prefix) const;

 private:
  /// What does not depend on u.
  at::Tensor of_condition(const at::Tensor& step, std::int64_t steps, const at::Tensor& v,
                          const at::Tensor& a) const;
  at::Tensor judged(const at::Tensor& pre_activation) const;
  at::Tensor squared_gradient(const at::Tensor& pre_activation) const;

  StepEmbedding time_;
  // The first layer reads concat(u, v, a). Its columns for u, whose part of the sum differs between
  // the two rows, are a tensor of their own [H,D].
  at::Tensor row_weight_;
  networks::Linear time_layer_, condition_, block_, output_;
};

}  // namespace zeroth::ddgan

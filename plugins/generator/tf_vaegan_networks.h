#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/networks/linear.h>
#include <zeroth/tensors.h>

#include <string>

// The networks of TF-VAEGAN (plugins/generator/README.md), and of f-VAEGAN-D2 those that it has. D
// features, d attributes and latents.
namespace zeroth::tfvaegan {

/// What the encoder says of a row.
struct Latent {
  at::Tensor mean;          ///< [B,d]
  at::Tensor log_variance;  ///< [B,d]

  /// mean + exp(log_variance / 2) * noise, of noise [B,d] that is given or drawn from N(0,1).
  at::Tensor moved_by(const at::Tensor& noise) const;
  at::Tensor sampled(at::Generator rng) const;
};

/// concat(x, a) -> Linear -> LReLU -> Linear(2d) -> LReLU -> two heads.
struct Encoder {
  Encoder() = default;
  Encoder(std::int64_t features, std::int64_t attributes, std::int64_t width, at::Generator rng);
  Latent operator()(const at::Tensor& x, const at::Tensor& a) const;
  void append_to(NamedTensors& tensors) const;

  networks::Linear hidden, narrow, mean, log_variance;
};

/// The generator, which is the decoder of codes too. Its output is logits of features in (0,1).
struct CodeGenerator {
  CodeGenerator() = default;
  CodeGenerator(std::int64_t features, std::int64_t attributes, std::int64_t width,
                at::Generator rng);
  /// concat(noise [B,d], a [B,d]) -> Linear -> LReLU: [B,H].
  at::Tensor hidden_of(const at::Tensor& noise, const at::Tensor& attributes) const;
  void append_to(NamedTensors& tensors) const;

  networks::Linear hidden, output;  // "generator."
};

/// The generator and the feedback layers.
struct FeedbackGenerator : CodeGenerator {
  FeedbackGenerator() = default;
  FeedbackGenerator(std::int64_t features, std::int64_t attributes, std::int64_t width,
                    at::Generator rng);
  /// Two layers with LReLU on the decoder's hidden layer [B,H].
  at::Tensor feedback_of(const at::Tensor& decoder_hidden) const;
  /// output(hidden + scale * feedback), [B,D].
  at::Tensor refined(const at::Tensor& hidden, const at::Tensor& decoder_hidden,
                     double scale) const;
  void append_to(NamedTensors& tensors) const;

  networks::Linear first, second;  // "feedback."
};

/// x -> Linear -> LReLU -> Linear -> rows of unit norm.
struct Decoder {
  Decoder() = default;
  Decoder(std::int64_t features, std::int64_t attributes, std::int64_t width, at::Generator rng);
  at::Tensor hidden_of(const at::Tensor& x) const;                   ///< [B,H]
  at::Tensor attributes_of(const at::Tensor& decoder_hidden) const;  ///< [B,d]
  void append_to(NamedTensors& tensors) const;

  networks::Linear hidden, output;
};

/// The layer, and networks, of given weights, under the names that `append_to` has for them.
networks::Linear layer_of(const TensorMap& in, const std::string& name);
Encoder encoder_of(const TensorMap& in);
CodeGenerator code_generator_of(const TensorMap& in);

/// The piece "tfvaegan.feedback": one generation with feedback, from given weights and noise.
TensorMap feedback_piece(const TensorMap& in);

}  // namespace zeroth::tfvaegan

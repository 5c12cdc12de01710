#include "plugins/generator/tf_vaegan_networks.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/leaky_relu.h>
#include <zeroth/networks/noise.h>
#include <zeroth/networks/unit_rows.h>

namespace zeroth::tfvaegan {
namespace {

using networks::Init;
using networks::Linear;

at::Tensor leaky(const at::Tensor& x) { return at::leaky_relu(x, networks::kLeakySlope); }

}  // namespace

at::Tensor Latent::moved_by(const at::Tensor& noise) const {
  return mean + (log_variance * 0.5).exp() * noise;
}

at::Tensor Latent::sampled(at::Generator rng) const {
  return moved_by(networks::normal_rows(mean, mean.size(1), std::move(rng)));
}

Encoder::Encoder(std::int64_t features, std::int64_t attributes, std::int64_t width,
                 at::Generator rng)
    : hidden(features + attributes, width, Init::normal, rng),
      narrow(width, 2 * attributes, Init::normal, rng),
      mean(2 * attributes, attributes, Init::normal, rng),
      log_variance(2 * attributes, attributes, Init::normal, rng) {}

Latent Encoder::operator()(const at::Tensor& x, const at::Tensor& a) const {
  const at::Tensor h = leaky(narrow(leaky(hidden(at::cat({x, a}, 1)))));
  return {mean(h), log_variance(h)};
}

void Encoder::append_to(NamedTensors& tensors) const {
  hidden.append_to(tensors, "encoder.hidden");
  narrow.append_to(tensors, "encoder.narrow");
  mean.append_to(tensors, "encoder.mean");
  log_variance.append_to(tensors, "encoder.log_variance");
}

CodeGenerator::CodeGenerator(std::int64_t features, std::int64_t attributes, std::int64_t width,
                             at::Generator rng)
    : hidden(2 * attributes, width, Init::normal, rng),
      output(width, features, Init::normal, rng) {}

at::Tensor CodeGenerator::hidden_of(const at::Tensor& noise, const at::Tensor& attributes) const {
  return leaky(hidden(at::cat({noise, attributes}, 1)));
}

void CodeGenerator::append_to(NamedTensors& tensors) const {
  hidden.append_to(tensors, "generator.hidden");
  output.append_to(tensors, "generator.output");
}

FeedbackGenerator::FeedbackGenerator(std::int64_t features, std::int64_t attributes,
                                     std::int64_t width, at::Generator rng)
    : CodeGenerator(features, attributes, width, rng),
      first(width, width, Init::normal, rng),
      second(width, width, Init::normal, rng) {}

at::Tensor FeedbackGenerator::feedback_of(const at::Tensor& decoder_hidden) const {
  return leaky(second(leaky(first(decoder_hidden))));
}

at::Tensor FeedbackGenerator::refined(const at::Tensor& hidden_layer,
                                      const at::Tensor& decoder_hidden, double scale) const {
  return output(hidden_layer.add(feedback_of(decoder_hidden), scale));
}

void FeedbackGenerator::append_to(NamedTensors& tensors) const {
  CodeGenerator::append_to(tensors);
  first.append_to(tensors, "feedback.first");
  second.append_to(tensors, "feedback.second");
}

Decoder::Decoder(std::int64_t features, std::int64_t attributes, std::int64_t width,
                 at::Generator rng)
    : hidden(features, width, Init::normal, rng), output(width, attributes, Init::normal, rng) {}

at::Tensor Decoder::hidden_of(const at::Tensor& x) const { return leaky(hidden(x)); }

at::Tensor Decoder::attributes_of(const at::Tensor& decoder_hidden) const {
  return networks::unit_rows(output(decoder_hidden));
}

void Decoder::append_to(NamedTensors& tensors) const {
  hidden.append_to(tensors, "decoder.hidden");
  output.append_to(tensors, "decoder.output");
}

Linear layer_of(const TensorMap& in, const std::string& name) {
  return {in[name + ".weight"], in[name + ".bias"]};
}

Encoder encoder_of(const TensorMap& in) {
  Encoder encoder;
  encoder.hidden = layer_of(in, "encoder.hidden");
  encoder.narrow = layer_of(in, "encoder.narrow");
  encoder.mean = layer_of(in, "encoder.mean");
  encoder.log_variance = layer_of(in, "encoder.log_variance");
  return encoder;
}

CodeGenerator code_generator_of(const TensorMap& in) {
  CodeGenerator generator;
  generator.hidden = layer_of(in, "generator.hidden");
  generator.output = layer_of(in, "generator.output");
  return generator;
}

TensorMap feedback_piece(const TensorMap& in) {
  FeedbackGenerator generator;
  static_cast<CodeGenerator&>(generator) = code_generator_of(in);
  generator.first = layer_of(in, "feedback.first");
  generator.second = layer_of(in, "feedback.second");
  Decoder decoder;
  decoder.hidden = layer_of(in, "decoder.hidden");
  const at::Tensor hidden = generator.hidden_of(in["noise"], in["attributes"]);
  TensorMap out;
  out.set("initial", generator.output(hidden).sigmoid());
  out.set("decoder_hidden", decoder.hidden_of(out["initial"]).detach());
  out.set("feedback", generator.feedback_of(out["decoder_hidden"]));
  out.set("refined",
          generator.refined(hidden, out["decoder_hidden"], in["kappa"].item<double>()).sigmoid());
  return out;
}

}  // namespace zeroth::tfvaegan

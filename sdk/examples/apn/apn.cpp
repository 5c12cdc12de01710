/// Attribute prototype network: a class embedding of the mean region, beside it a prototype for
/// each attribute that looks for it in every region. Both read what one layer makes of the regions.
/// Xu et al., NeurIPS 2020, arXiv:2008.08290, section 3; README.md has the formulas.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros.h>
#include <zeroth/abilities.h>
#include <zeroth/expert.h>

#include <cmath>

#include "grid.h"

namespace {

// Keeps a map in which every region fits equally well from being divided by 0.
constexpr double kSmallestRange = 1e-12;

at::Tensor started(std::int64_t rows, std::int64_t columns, const at::TensorOptions& options,
                   at::Generator rng) {
  const double bound = 1 / std::sqrt(static_cast<double>(columns));
  return at::empty({rows, columns}, options).uniform_(-bound, bound, rng);
}

class Apn final : public zeroth::Expert, public zeroth::Constants, public zeroth::Attention {
 public:
  static void describe(zeroth::Schema<Apn>& s) {
    s.summary("Class scores of the mean region, attribute scores of the best one.");
    s.cite(
        "Xu et al., Attribute Prototype Network for Zero-Shot Learning, NeurIPS 2020, "
        "arXiv:2008.08290");
    s.param("hidden", &Apn::hidden_,
            "E, channels that the convolution in front of the embedding and the prototypes makes")
        .at_least(1);
    s.param("columns", &Apn::columns_,
            "regions in a row of the image; 0 = the widest grid that is nearest to a square")
        .at_least(0);
    s.output("scores", {"B", "C"});
    s.output("attribute_scores", {"B", "K"});
    s.output("maps", {"B", "K", "R"});
    s.output("prototypes", {"K", "E"});
    s.output("places", {"R", "2"});
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    const auto options = problem.word_vectors.options();
    const auto K = problem.classes.attributes.size(1);
    class_attributes_ = problem.classes.attributes;
    places_ = apn::places(problem.regions, columns_, options);
    encoder_ = started(hidden_, problem.channels, options, rng);
    bias_ = at::zeros({hidden_}, options);
    embedding_ = started(K, hidden_, options, rng);
    prototypes_ = started(K, hidden_, options, rng);
  }

  zeroth::NamedTensors parameters() override {
    return {{"encoder.weight", encoder_},
            {"encoder.bias", bias_},
            {"embedding", embedding_},
            {"prototypes", prototypes_}};
  }

  zeroth::NamedTensors constants() const override {
    return {{"class attributes", class_attributes_}, {"places", places_}};
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    const at::Tensor encoded = encoded_by(images);
    const at::Tensor of_image = at::linear(encoded.mean(1), embedding_);  // [B,K]
    const at::Tensor maps = maps_of(encoded);
    zeroth::TensorMap out;
    out.set("scores", at::linear(of_image, class_attributes_));
    out.set("attribute_scores", maps.amax({2}));
    out.set("maps", maps);
    out.set("prototypes", prototypes_);
    out.set("places", places_);
    return out;
  }

  /// A map between its smallest and its largest number.
  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    const at::Tensor maps = maps_of(encoded_by(images)), least = maps.amin({2}, true);
    return (maps - least) / (maps.amax({2}, true) - least).clamp_min(kSmallestRange);
  }

 private:
  /// [B,R,E]: a convolution with 1x1 kernels, as the next one is.
  at::Tensor encoded_by(const zeroth::RegionBatch& images) const {
    return at::relu(at::linear(images.regions, encoder_, bias_));
  }
  /// How well each region shows each attribute, [B,K,R].
  at::Tensor maps_of(const at::Tensor& encoded) const {
    return at::linear(encoded, prototypes_).transpose(1, 2);
  }

  std::int64_t hidden_ = 512, columns_ = 0;
  at::Tensor encoder_, bias_;    // [E,M], [E]
  at::Tensor embedding_;         // V [K,E]
  at::Tensor prototypes_;        // P [K,E]
  at::Tensor class_attributes_;  // [C,K]
  at::Tensor places_;            // [R,2]
};

}  // namespace

ZEROTH_EXPERT(Apn, "apn", "0.1.0")

/// DAZLE: a feature for each attribute by attention over the regions, matched with the word vector
/// of the attribute, and weighed by how much the attribute tells in this image.
/// Huynh & Elhamifar, CVPR 2020, section 3; plugins/expert/README.md, dazle.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include "plugins/networks/attended_scores.h"
#include "plugins/networks/scores_of_attended.h"
#include "plugins/networks/word_expert.h"

namespace {

namespace networks = zeroth::networks;

class Dazle final : public networks::WordExpert {
 public:
  static void describe(zeroth::Schema<Dazle>& s) {
    s.summary("Class scores by dense attention of attributes to regions, and over the attributes.");
    s.cite(
        "Huynh & Elhamifar, Fine-Grained Generalized Zero-Shot Learning via Dense Attribute-Based "
        "Attention, CVPR 2020");
    s.param("attribute_attention", &Dazle::weighs_,
            "each attribute's score times its weight in this image");
    describe_words(s);
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    build_words(problem);
    const auto length = problem.word_vectors.size(1);
    const auto options = problem.word_vectors.options();
    embedding_ = at::empty({length, problem.channels}, options).normal_(0.0, 1.0, rng);
    attention_ = at::zeros({length, problem.channels}, options);
    if (weighs_) importance_ = at::zeros({length, problem.channels}, options);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors all = word_parameters();
    all.push_back({"W_embedding", embedding_});
    all.push_back({"W_attention", attention_});
    if (weighs_) all.push_back({"W_importance", importance_});
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    return with_class_scores(attribute_scores(images.regions));
  }

  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    return networks::attention_of_items(images.regions, words().mm(attention_));
  }

 private:
  at::Tensor attribute_scores(const at::Tensor& regions) const {
    const at::Tensor v = words(), look = v.mm(attention_);
    if (!weighs_) return networks::attended_scores(regions, v.mm(embedding_), look);
    const at::Tensor both = networks::scores_of_attended(
        regions, at::stack({v.mm(embedding_), v.mm(importance_)}), look);
    return both.select(1, 0) * both.select(1, 1).sigmoid();
  }

  bool weighs_ = true;
  at::Tensor embedding_;   // W_e [G,M]
  at::Tensor attention_;   // W_alpha [G,M]
  at::Tensor importance_;  // W_beta [G,M]
};

}  // namespace

ZEROTH_EXPERT(Dazle, "dazle", "1.0.0")

/// MSDN's second sub-net: regions attend to attributes.
/// Chen et al., CVPR 2022, arXiv:2203.03137, equations 4 to 6; METHODS card 12, which tells how the
/// released code differs.
#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include "plugins/networks/attended_scores.h"
#include "plugins/networks/class_expert.h"
#include "plugins/networks/shared_words.h"

namespace {

namespace networks = zeroth::networks;

class VisualToAttribute final : public zeroth::Expert,
                                public zeroth::WordVectors,
                                public zeroth::Attention {
 public:
  static void describe(zeroth::Schema<VisualToAttribute>& s) {
    s.summary("Class scores by the attention of regions to attributes.");
    s.cite("arXiv:2203.03137");
    s.param("form", &VisualToAttribute::form_,
            "reference: what the released code computes; paper: equations 5 and 6")
        .one_of({"reference", "paper"});
    s.param("margin", &VisualToAttribute::margin_,
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    s.param("normalize_word_vectors", &VisualToAttribute::normalize_,
            "word vectors to unit norm in every forward pass");
    s.child("word_vectors", "expert", &VisualToAttribute::shared_,
            "an expert whose word vectors this one shares: {\"ref\": ...}")
        .optional();
    s.output("attribute_scores", {"B", "K"});
    s.output("scores", {"B", "C"});
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    words_ = {shared_, {}, normalize_};
    words_.build(problem);
    const auto length = problem.word_vectors.size(1);
    const auto options = problem.word_vectors.options();
    score_ = at::zeros({problem.channels, length}, options);
    attention_ = at::zeros({length, problem.channels}, options);
    if (form_ == "paper") {
      // At zero every gradient would be zero: one factor of each product starts random.
      score_.normal_(0.0, 1.0, rng);
      attended_ = at::zeros({problem.channels, length}, options);
    }
    class_scores_ = networks::ClassScores(problem.classes, margin_);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors all;
    words_.append_to(all);
    all.push_back({"W3", score_});
    all.push_back({"W4", attention_});
    if (form_ == "paper") all.push_back({"W_att", attended_});
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    const at::Tensor v = words_();
    zeroth::TensorMap out;
    out.set("attribute_scores", form_ == "paper" ? as_printed(images, v) : as_released(images, v));
    networks::add_class_scores(class_scores_, out);
    return out;
  }

  at::Tensor word_vectors() const override { return words_.parameter(); }

  /// What a region gives to an attribute: over the attributes of a region the weights sum to one.
  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    return networks::attention_of_items(images.regions, words_().mm(attention_),
                                        networks::Over::attributes);
  }

 private:
  at::Tensor as_released(const zeroth::RegionBatch& images, const at::Tensor& v) const {
    return networks::attended_scores(images.regions, v.mm(score_.t()), v.mm(attention_),
                                     networks::Over::attributes);
  }

  at::Tensor as_printed(const zeroth::RegionBatch& images, const at::Tensor& v) const {
    const at::Tensor weights = at::softmax(at::linear(images.regions, v.mm(attention_)), 2);
    const at::Tensor semantic = at::matmul(weights, v);  // S_r [B,R,G]
    const at::Tensor of_region =
        (at::matmul(images.regions, score_) * semantic).sum(2, /*keepdim=*/true);
    return (of_region * at::linear(images.regions, v.mm(attended_.t()))).sum(1);
  }

  std::string form_ = "reference";
  double margin_ = 1.0;
  bool normalize_ = false;
  std::shared_ptr<zeroth::WordVectors> shared_;
  networks::Words words_;
  at::Tensor score_;      // W3 [M,G]
  at::Tensor attention_;  // W4 [G,M]
  at::Tensor attended_;   // W_att [M,G]
  networks::ClassScores class_scores_;
};

}  // namespace

ZEROTH_EXPERT(VisualToAttribute, "msdn-va", "1.0.0")

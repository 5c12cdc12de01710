/// MSDN's second sub-net: regions attend to attributes.
/// Chen et al., CVPR 2022, arXiv:2203.03137, equations 4 to 6; plugins/expert/README.md: how the
/// released code differs.
#include <ATen/TensorOperators.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>

#include "plugins/networks/attended_scores.h"
#include "plugins/networks/word_expert.h"

namespace {

namespace networks = zeroth::networks;

class VisualToAttribute final : public networks::WordExpert {
 public:
  static void describe(zeroth::Schema<VisualToAttribute>& s) {
    s.summary("Class scores by the attention of regions to attributes.");
    s.cite("arXiv:2203.03137");
    s.param("form", &VisualToAttribute::form_,
            "reference: what the released code computes; paper: equations 5 and 6")
        .one_of({"reference", "paper"});
    describe_words(s);
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    build_words(problem);
    const auto length = problem.word_vectors.size(1);
    const auto options = problem.word_vectors.options();
    score_ = at::zeros({problem.channels, length}, options);
    attention_ = at::zeros({length, problem.channels}, options);
    if (form_ == "paper") {
      // At zero every gradient would be zero: one factor of each product starts random.
      score_.normal_(0.0, 1.0, rng);
      attended_ = at::zeros({problem.channels, length}, options);
    }
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors all = word_parameters();
    all.push_back({"W3", score_});
    all.push_back({"W4", attention_});
    if (form_ == "paper") all.push_back({"W_att", attended_});
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    const at::Tensor v = words();
    return with_class_scores(form_ == "paper" ? as_printed(images, v) : as_released(images, v));
  }

  /// What a region gives to an attribute: over the attributes of a region the weights sum to one.
  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    return networks::attention_of_items(images.regions, words().mm(attention_),
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
  at::Tensor score_;      // W3 [M,G]
  at::Tensor attention_;  // W4 [G,M]
  at::Tensor attended_;   // W_att [M,G]
};

}  // namespace

ZEROTH_EXPERT(VisualToAttribute, "msdn-va", "1.0.0")

/// The dual attention network of DEDN: attributes attend to regions and to channels.
/// Rao et al., IJCAI 2024, arXiv:2404.16348, equations 1 to 8; plugins/expert/README.md.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <zeroth/abilities.h>
#include <zeroth/expert.h>

#include "plugins/networks/attended_scores.h"

namespace {

using zeroth::networks::attended_scores;

class DualAttention final : public zeroth::Expert,
                            public zeroth::Attention,
                            public zeroth::AttributeRows {
 public:
  static void describe(zeroth::Schema<DualAttention>& s) {
    s.summary("Attribute scores by attention over regions and over channels; a backbone.");
    s.cite("arXiv:2404.16348");
    s.param("lambda_rc", &DualAttention::lambda_rc_,
            "share of the region scores at inference; training adds both")
        .at_least(0)
        .at_most(1)
        .mixes("inference_attribute_scores", "region_scores", "channel_scores");
    s.param("low_rank", &DualAttention::low_rank_,
            "h: W1 is a product of rank h; 0 = a full matrix")
        .at_least(0);
    s.param("channel_attention", &DualAttention::channels_,
            "false: regions only, and no channel_scores");
    s.output("region_scores", {"B", "K"});
    s.output("channel_scores", {"B", "K"});
    s.output("attribute_scores", {"B", "K"});
    s.output("inference_attribute_scores", {"B", "K"});
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    const auto options = problem.word_vectors.options();
    const auto length = problem.word_vectors.size(1);
    const auto normal = [&](std::int64_t rows, std::int64_t columns) {
      return at::empty({rows, columns}, options).normal_(0.0, 1.0, rng);
    };
    words_ = problem.word_vectors.clone();
    if (low_rank_ > 0) {
      region_left_ = normal(length, low_rank_);
      region_right_ = normal(low_rank_, problem.channels);
    } else {
      region_score_ = normal(length, problem.channels);
    }
    // Attention starts uniform.
    region_attention_ = at::zeros({length, problem.channels}, options);
    if (!channels_) return;
    channel_score_ = normal(length, problem.regions);
    channel_attention_ = at::zeros({length, problem.regions}, options);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors all = {{"V", words_}};
    if (low_rank_ > 0) {
      all.push_back({"W1.left", region_left_});
      all.push_back({"W1.right", region_right_});
    } else {
      all.push_back({"W1", region_score_});
    }
    all.push_back({"W2", region_attention_});
    if (!channels_) return all;
    all.push_back({"W3", channel_score_});
    all.push_back({"W4", channel_attention_});
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    return forward_with(attribute_rows(), images);
  }

  /// V W: first, as the product with the images is by far the larger one.
  zeroth::TensorMap attribute_rows() const override {
    zeroth::TensorMap rows;
    rows.set("region score", score_of_regions());
    rows.set("region attention", words_.mm(region_attention_));
    if (!channels_) return rows;
    rows.set("channel score", words_.mm(channel_score_));
    rows.set("channel attention", words_.mm(channel_attention_));
    return rows;
  }

  zeroth::TensorMap forward_with(const zeroth::TensorMap& rows,
                                 const zeroth::RegionBatch& images) const override {
    const at::Tensor regions =
        attended_scores(images.regions, rows["region score"], rows["region attention"]);
    zeroth::TensorMap out;
    out.set("region_scores", regions);
    if (!channels_) {
      out.set("attribute_scores", regions);
      return out;
    }
    const at::Tensor channels = attended_scores(images.regions.transpose(1, 2),
                                                rows["channel score"], rows["channel attention"]);
    out.set("channel_scores", channels);
    out.set("attribute_scores", regions + channels);
    out.set("inference_attribute_scores", lambda_rc_ * regions + (1 - lambda_rc_) * channels);
    return out;
  }

  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    return zeroth::networks::attention_of_items(images.regions, words_.mm(region_attention_));
  }

 private:
  at::Tensor score_of_regions() const {
    if (low_rank_ == 0) return words_.mm(region_score_);
    return words_.mm(region_left_).mm(region_right_);
  }

  double lambda_rc_ = 0.8;
  std::int64_t low_rank_ = 0;
  bool channels_ = true;

  at::Tensor words_;                                      // V [K,G]
  at::Tensor region_score_, region_left_, region_right_;  // W1 [G,M], or [G,h] and [h,M]
  at::Tensor region_attention_;                           // W2 [G,M]
  at::Tensor channel_score_, channel_attention_;          // W3, W4 [G,R]
};

}  // namespace

ZEROTH_EXPERT(DualAttention, "dan", "1.0.0")

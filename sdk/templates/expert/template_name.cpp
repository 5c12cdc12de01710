/// TODO: what the expert is, and the paper it comes from.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mm.h>
#include <zeroth/abilities.h>
#include <zeroth/expert.h>

#include <cmath>

namespace {

class TemplateName final : public zeroth::Expert, public zeroth::Constants {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("Class scores from the region that shows each attribute best.");
    s.param("margin", &TemplateName::margin_,
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    // What it offers: B images, K attributes, C classes.
    s.output("attribute_scores", {"B", "K"});
    s.output("scores", {"B", "C"});
  }

  // Parameters and constants are like the word vectors in dtype. All randomness comes from `rng`.
  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    const auto options = problem.word_vectors.options();
    const double bound = 1 / std::sqrt(static_cast<double>(problem.channels));
    words_ = problem.word_vectors;
    weight_ = at::empty({words_.size(1), problem.channels}, options).uniform_(-bound, bound, rng);
    class_attributes_ = problem.classes.attributes;
    margins_ = at::full({class_attributes_.size(0)}, margin_, options)
                   .index_fill(0, problem.classes.seen, -margin_);
  }

  zeroth::NamedTensors parameters() override { return {{"weight", weight_}}; }

  // What forward() reads beside the parameters: the host moves it to where the run computes.
  zeroth::NamedTensors constants() const override {
    return {{"words", words_}, {"class attributes", class_attributes_}, {"margins", margins_}};
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    const at::Tensor of_regions = at::linear(images.regions, words_.mm(weight_));  // [B,R,K]
    const at::Tensor of_image = of_regions.amax({1});                              // [B,K]
    zeroth::TensorMap out;
    out.set("attribute_scores", of_image);
    out.set("scores", at::linear(of_image, class_attributes_) + margins_);
    return out;
  }

 private:
  double margin_ = 1.0;
  at::Tensor words_;             // [K,G]
  at::Tensor weight_;            // [G,M]
  at::Tensor class_attributes_;  // [C,K]
  at::Tensor margins_;           // [C]
};

}  // namespace

ZEROTH_EXPERT(TemplateName, "template-name", "0.1.0")

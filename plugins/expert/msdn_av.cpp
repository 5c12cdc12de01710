/// MSDN's first sub-net: attributes attend to regions.
/// Chen et al., CVPR 2022, arXiv:2203.03137, equations 1 to 3, the denominators of equations 1 and
/// 4 swapped back; plugins/expert/README.md, msdn-av.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include "plugins/networks/attended_scores.h"
#include "plugins/networks/word_expert.h"

namespace {

namespace networks = zeroth::networks;

class AttributeToVisual final : public networks::WordExpert {
 public:
  static void describe(zeroth::Schema<AttributeToVisual>& s) {
    s.summary("Class scores by the attention of attributes to regions.");
    s.cite("arXiv:2203.03137");
    describe_words(s);
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    build_words(problem);
    const auto length = problem.word_vectors.size(1);
    const auto options = problem.word_vectors.options();
    score_ = at::empty({length, problem.channels}, options).normal_(0.0, 1.0, rng);
    attention_ = at::zeros({length, problem.channels}, options);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors all = word_parameters();
    all.push_back({"W1", score_});
    all.push_back({"W2", attention_});
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    const at::Tensor v = words();
    return with_class_scores(
        networks::attended_scores(images.regions, v.mm(score_), v.mm(attention_)));
  }

  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    return networks::attention_of_items(images.regions, words().mm(attention_));
  }

 private:
  at::Tensor score_;      // W1 [G,M]
  at::Tensor attention_;  // W2 [G,M]
};

}  // namespace

ZEROTH_EXPERT(AttributeToVisual, "msdn-av", "1.0.0")

/// MSDN's first sub-net: attributes attend to regions.
/// Chen et al., CVPR 2022, arXiv:2203.03137, equations 1 to 3, the denominators of equations 1 and
/// 4 swapped back; METHODS card 12.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>

#include "plugins/networks/attended_scores.h"
#include "plugins/networks/class_expert.h"
#include "plugins/networks/shared_words.h"

namespace {

namespace networks = zeroth::networks;

class AttributeToVisual final : public zeroth::Expert,
                                public zeroth::WordVectors,
                                public zeroth::Attention {
 public:
  static void describe(zeroth::Schema<AttributeToVisual>& s) {
    s.summary("Class scores by the attention of attributes to regions.");
    s.cite("arXiv:2203.03137");
    s.param("margin", &AttributeToVisual::margin_,
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    s.param("normalize_word_vectors", &AttributeToVisual::normalize_,
            "word vectors to unit norm in every forward pass");
    s.child("word_vectors", "expert", &AttributeToVisual::shared_,
            "an expert whose word vectors this one shares")
        .optional();
    s.output("attribute_scores", {"B", "K"});
    s.output("scores", {"B", "C"});
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    words_ = {shared_, {}, normalize_};
    words_.build(problem);
    const auto length = problem.word_vectors.size(1);
    const auto options = problem.word_vectors.options();
    score_ = at::empty({length, problem.channels}, options).normal_(0.0, 1.0, rng);
    attention_ = at::zeros({length, problem.channels}, options);
    class_scores_ = networks::ClassScores(problem.classes, margin_);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors all;
    words_.append_to(all);
    all.push_back({"W1", score_});
    all.push_back({"W2", attention_});
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    const at::Tensor v = words_();
    zeroth::TensorMap out;
    out.set("attribute_scores",
            networks::attended_scores(images.regions, v.mm(score_), v.mm(attention_)));
    networks::add_class_scores(class_scores_, out);
    return out;
  }

  at::Tensor word_vectors() const override { return words_.parameter(); }

  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    return networks::attention_of_items(images.regions, words_().mm(attention_));
  }

 private:
  double margin_ = 1.0;
  bool normalize_ = false;
  std::shared_ptr<zeroth::WordVectors> shared_;
  networks::Words words_;
  at::Tensor score_;      // W1 [G,M]
  at::Tensor attention_;  // W2 [G,M]
  networks::ClassScores class_scores_;
};

}  // namespace

ZEROTH_EXPERT(AttributeToVisual, "msdn-av", "1.0.0")

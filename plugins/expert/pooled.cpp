/// MSDN's baseline: pooled features projected to the attributes, without attention.
/// Chen et al., CVPR 2022, arXiv:2203.03137, table 2, first row; its training is not published.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include <cmath>

#include "plugins/networks/class_expert.h"

namespace {

namespace networks = zeroth::networks;

class PooledExpert final : public zeroth::Expert, public zeroth::Constants {
 public:
  static void describe(zeroth::Schema<PooledExpert>& s) {
    s.summary("Class scores from the mean of the regions, projected to the attributes.");
    s.cite("arXiv:2203.03137");
    s.param("margin", &PooledExpert::margin_,
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    s.output("attribute_scores", {"B", "K"});
    s.output("scores", {"B", "C"});
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    const double bound = 1 / std::sqrt(static_cast<double>(problem.channels));
    projection_ =
        at::empty({problem.channels, problem.word_vectors.size(0)}, problem.word_vectors.options())
            .uniform_(-bound, bound, rng);
    class_scores_ = networks::ClassScores(problem.classes, margin_);
  }

  zeroth::NamedTensors parameters() override { return {{"W", projection_}}; }
  zeroth::NamedTensors constants() const override { return class_scores_.constants(); }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    zeroth::TensorMap out;
    out.set("attribute_scores", images.regions.mean(1).mm(projection_));
    networks::add_class_scores(class_scores_, out);
    return out;
  }

 private:
  double margin_ = 1.0;
  at::Tensor projection_;  // [M,K]
  networks::ClassScores class_scores_;
};

}  // namespace

ZEROTH_EXPERT(PooledExpert, "pooled", "1.0.0")

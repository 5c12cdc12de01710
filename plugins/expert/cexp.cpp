/// DEDN's complete expert: one backbone over all attributes.
/// Rao et al., IJCAI 2024, arXiv:2404.16348, section 3.2; plugins/expert/README.md.
#include "plugins/networks/class_expert.h"

namespace {

namespace networks = zeroth::networks;

class CompleteExpert final : public zeroth::Expert,
                             public zeroth::Attention,
                             public zeroth::Constants {
 public:
  static void describe(zeroth::Schema<CompleteExpert>& s) {
    s.summary("Class scores from one backbone over all attributes.");
    s.cite("arXiv:2404.16348");
    s.param("margin", &CompleteExpert::margin_,
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    s.child("backbone", "expert", &CompleteExpert::backbone_, "scores the attributes")
        .by_default("expert.dan")
        .passes_outputs();
    s.output("scores", {"B", "C"});
    s.output("inference_scores", {"B", "C"});
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    backbone_->build(problem, rng);
    class_scores_ = networks::ClassScores(problem.classes, margin_);
  }

  zeroth::NamedTensors parameters() override { return backbone_->parameters(); }
  zeroth::NamedTensors constants() const override {
    zeroth::NamedTensors all = class_scores_.constants();
    networks::append_constants(*backbone_, "backbone.", all);
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    zeroth::TensorMap out = backbone_->forward(images);
    networks::add_class_scores(class_scores_, out);
    return out;
  }

  at::Tensor attention(const zeroth::RegionBatch& images) const override {
    return networks::attention_of(*backbone_, images);
  }

 private:
  double margin_ = 1.0;
  std::shared_ptr<zeroth::Expert> backbone_;
  networks::ClassScores class_scores_;
};

}  // namespace

ZEROTH_EXPERT(CompleteExpert, "cexp", "1.0.0")

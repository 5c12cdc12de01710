/// An expert that was written in Python and scripted: plugins/expert/README.md, TorchScript.
#include <ATen/ops/zeros.h>

#include "plugins/networks/class_expert.h"
#include "plugins/networks/scripted.h"

namespace {

namespace networks = zeroth::networks;

class TorchscriptExpert final : public zeroth::Expert,
                                public zeroth::Constants,
                                public networks::Scripted {
 public:
  static void describe(zeroth::Schema<TorchscriptExpert>& s) {
    s.summary("Class scores from the attribute scores of a module written in Python.");
    describe_file(s);
    s.param("margin", &TorchscriptExpert::margin_,
            "added to the scores of unseen classes, taken from those of seen ones")
        .at_least(0);
    s.output("attribute_scores", {"B", "K"});
    s.output("scores", {"B", "C"});
  }

  void validate() {
    load();
    module().require({kMethod, {"regions", "word_vectors"}});
  }

  void build(const zeroth::RegionProblem& problem, at::Generator rng) override {
    const at::Tensor& words = problem.word_vectors;
    begin(words.scalar_type(), 0, rng);
    words_ = words.clone();
    class_scores_ = networks::ClassScores(problem.classes, margin_);
    module().expect(kMethod,
                    inputs({at::zeros({2, problem.regions, problem.channels}, words.options())}),
                    {2, words.size(0)});
  }

  zeroth::NamedTensors parameters() override { return module().parameters(); }
  zeroth::NamedTensors state() override { return module().buffers(); }
  zeroth::NamedTensors constants() const override {
    zeroth::NamedTensors all = class_scores_.constants();
    all.push_back({"word vectors", words_});
    return all;
  }

  zeroth::TensorMap forward(const zeroth::RegionBatch& images) const override {
    zeroth::TensorMap out;
    out.set("attribute_scores",
            module().call(kMethod, inputs(images), networks::Mode::use).front());
    networks::add_class_scores(class_scores_, out);
    return out;
  }

 private:
  static constexpr const char* kMethod = "attribute_scores";

  zeroth::TensorMap inputs(const zeroth::RegionBatch& images) const {
    return zeroth::TensorMap({{"regions", images.regions}, {"word_vectors", words_}});
  }

  double margin_ = 1.0;
  at::Tensor words_;  // [K,G]
  networks::ClassScores class_scores_;
};

}  // namespace

ZEROTH_EXPERT(TorchscriptExpert, "torchscript", "1.0.0")

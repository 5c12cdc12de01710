/// A generator that was written in Python and scripted: plugins/generator/README.md, TorchScript.
#include <ATen/ops/zeros.h>
#include <zeroth/generator.h>

#include "plugins/networks/scripted.h"

namespace {

class TorchscriptGenerator final : public zeroth::Generator,
                                   public zeroth::networks::ScriptedTraining {
 public:
  static void describe(zeroth::Schema<TorchscriptGenerator>& s) {
    s.summary("A module written in Python and scripted with TorchScript.");
    describe_training(s);
  }

  void validate() {
    load("generator");
    module().require({"sample", {"attributes", "noise"}});
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    begin(at::kFloat, sizes.attributes, rng);
    module().expect("sample", zeroth::TensorMap({{"attributes", at::zeros({2, sizes.attributes})}}),
                    {2, sizes.features});
  }

  zeroth::NamedTensors parameters() override { return module().parameters(); }
  zeroth::NamedTensors state() override { return module().buffers(); }

  zeroth::Schedule schedule() const override { return schedule_of("training", zeroth::Stage()); }

  at::Tensor loss(const std::string& phase, const zeroth::SeenBatch& batch,
                  at::Generator rng) override {
    return loss_of(phase, batch, rng);
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    return module()
        .call("sample", zeroth::TensorMap({{"attributes", attributes}}),
              zeroth::networks::Mode::use, rng)
        .front();
  }
};

}  // namespace

ZEROTH_GENERATOR(TorchscriptGenerator, "torchscript", "1.0.0")

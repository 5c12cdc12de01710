/// A teacher that was written in Python and scripted: plugins/teacher/README.md, TorchScript.
#include <ATen/ops/zeros.h>
#include <zeroth/teacher.h>

#include "plugins/networks/scripted.h"

namespace {

class TorchscriptTeacher final : public zeroth::Teacher, public zeroth::networks::ScriptedTraining {
 public:
  static void describe(zeroth::Schema<TorchscriptTeacher>& s) {
    s.summary("A module written in Python and scripted with TorchScript.");
    describe_training(s);
    s.param("epochs", &TorchscriptTeacher::epochs_, "epochs of training").at_least(1).at_most(1e6);
    s.param("batch", &TorchscriptTeacher::batch_, "rows per step").at_least(1).at_most(1e6);
  }

  void validate() {
    load("teacher");
    module().require({"classify", {"features"}, zeroth::networks::Answer::classified});
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    begin(at::kFloat, sizes.attributes, rng);
    module().expect("classify", zeroth::TensorMap({{"features", at::zeros({2, sizes.features})}}),
                    {2, sizes.seen});
  }

  zeroth::NamedTensors parameters() override { return module().parameters(); }
  zeroth::NamedTensors state() override { return module().buffers(); }

  zeroth::Schedule schedule() const override {
    return schedule_of(
        "teacher", zeroth::Stage().sampling(zeroth::Sampling::epoch).epochs(epochs_).batch(batch_));
  }

  at::Tensor loss(const std::string& phase, const zeroth::SeenBatch& batch,
                  at::Generator rng) override {
    return loss_of(phase, batch, rng);
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const auto answer = module().call("classify", zeroth::TensorMap({{"features", features}}),
                                      zeroth::networks::Mode::use);
    return {answer[0], answer[1]};
  }

 private:
  std::int64_t epochs_ = 30;
  std::int64_t batch_ = 128;
};

}  // namespace

ZEROTH_TEACHER(TorchscriptTeacher, "torchscript", "1.0.0")

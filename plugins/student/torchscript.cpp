/// A student that was written in Python and scripted: plugins/student/README.md, TorchScript.
#include <ATen/ops/zeros.h>
#include <zeroth/abilities.h>
#include <zeroth/student.h>

#include "plugins/networks/scripted.h"

namespace {

using zeroth::networks::Mode;

class TorchscriptStudent final : public zeroth::Student,
                                 public zeroth::TrainsDifferently,
                                 public zeroth::networks::Scripted {
 public:
  static void describe(zeroth::Schema<TorchscriptStudent>& s) {
    s.summary("A module written in Python and scripted with TorchScript.");
    describe_file(s);
  }

  void validate() {
    load();
    module().require({"classify", {"features"}, zeroth::networks::Answer::classified});
    if (!module().has(kTraining)) return;
    module().require({kTraining, {"features", "noise"}, zeroth::networks::Answer::classified});
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    begin(at::kFloat, sizes.attributes, rng);
    module().expect("classify", zeroth::TensorMap({{"features", at::zeros({2, sizes.features})}}),
                    {2, sizes.classes});
  }

  zeroth::NamedTensors parameters() override { return module().parameters(); }
  zeroth::NamedTensors state() override { return module().buffers(); }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const auto answer =
        module().call("classify", zeroth::TensorMap({{"features", features}}), Mode::use);
    return {answer[0], answer[1]};
  }

  zeroth::Classified classify_training(const at::Tensor& features, at::Generator rng) override {
    const std::string method = module().has(kTraining) ? kTraining : "classify";
    const auto answer =
        module().call(method, zeroth::TensorMap({{"features", features}}), Mode::training, rng);
    return {answer[0], answer[1]};
  }

 private:
  static constexpr const char* kTraining = "classify_training";
};

}  // namespace

ZEROTH_STUDENT(TorchscriptStudent, "torchscript", "1.0.0")

/// ODIN: softmax at a high temperature, of features nudged towards the predicted class.
/// Liang et al., ICLR 2018, arXiv:1706.02690, equations 1 and 2.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/softmax.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/abilities.h>
#include <zeroth/ood_scorer.h>

namespace {

class Odin final : public zeroth::OODScorer, public zeroth::FeaturePerturbation {
 public:
  static void describe(zeroth::Schema<Odin>& s) {
    s.summary("Largest softmax probability at a temperature, after a small step of the features.");
    s.cite("arXiv:1706.02690");
    s.param("temperature", &Odin::temperature_, "T, divides the logits").above(0);
    s.param("epsilon", &Odin::epsilon_, "size of the step, in units of the features; 0 = none")
        .at_least(0);
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    return at::softmax(in.logits / temperature_, 1).amax(1);
  }

  /// A step against the sign of the gradient of the predicted class's loss. Features stay >= 0, as
  /// the ReLU and the min-max scaling that made them leave them.
  at::Tensor perturb(const at::Tensor& features, const zeroth::Scores& scores) const override {
    if (epsilon_ == 0) return features.detach();
    const at::Tensor loss = -at::log_softmax(scores.logits / temperature_, 1).amax(1).sum();
    const at::Tensor gradient = torch::autograd::grad({loss}, {features})[0];
    const at::NoGradGuard no_gradient;
    return (features - epsilon_ * gradient.sign()).clamp_min(0);
  }

 private:
  double temperature_ = 1000.0;
  double epsilon_ = 0.0014;
};

}  // namespace

ZEROTH_OOD_SCORER(Odin, "odin", "1.0.0")

/// ODIN: softmax at a high temperature, of features moved towards the predicted class.
/// Liang et al., ICLR 2018, arXiv:1706.02690, equations 1 and 2.
#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/softmax.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/abilities.h>
#include <zeroth/ood_scorer.h>

#include <tuple>

namespace {

class Odin final : public zeroth::OODScorer, public zeroth::FeaturePerturbation {
 public:
  static void describe(zeroth::Schema<Odin>& s) {
    s.summary("Largest probability of softmax(logits / temperature), in (0,1].");
    s.cite("arXiv:1706.02690");
    s.param("temperature", &Odin::temperature_, "T, divides the logits").above(0);
    s.param("epsilon", &Odin::epsilon_,
            "how far each feature moves towards the predicted class; 0: not at all")
        .at_least(0);
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    return at::softmax(in.logits / temperature_, 1).amax(1);
  }

  // Features are scaled to [0,1] and are never negative, so they do not become so here.
  at::Tensor perturb(const at::Tensor& features, const zeroth::Scores& scores) const override {
    if (epsilon_ == 0) return features.detach();
    const at::Tensor slope = slope_at(features, scores.logits);
    if (slope.defined()) return (features.detach() - epsilon_ * slope.sign()).clamp_min(0);
    throw zeroth::Error(
        "the features cannot be perturbed: no gradient leads from the logits to them; compute the "
        "logits from features that require a gradient, or set epsilon to 0");
  }

 private:
  /// Of the negative log-likelihood of the predicted class; undefined where there is no graph.
  at::Tensor slope_at(const at::Tensor& features, const at::Tensor& logits) const {
    if (!features.requires_grad() || !logits.requires_grad()) return {};
    const at::Tensor log_p = at::log_softmax(logits / temperature_, 1);
    const at::Tensor loss = -std::get<0>(log_p.max(1)).sum();
    // The graph belongs to the caller, who may still need it.
    return torch::autograd::grad({loss}, {features}, {}, /*retain_graph=*/true,
                                 /*create_graph=*/false, /*allow_unused=*/true)[0];
  }

  double temperature_ = 1000.0;
  double epsilon_ = 0.0014;
};

}  // namespace

ZEROTH_OOD_SCORER(Odin, "odin", "1.0.0")

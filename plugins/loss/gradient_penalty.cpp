/// Gradient penalty of a Wasserstein critic with one hidden layer.
/// Gulrajani et al., NeurIPS 2017, arXiv:1704.00028, equation 3.
#include <zeroth/loss.h>
#include <zeroth/networks/critic.h>

namespace {

class GradientPenalty final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<GradientPenalty>& s) {
    s.summary("weight * mean (|d critic / d x| - 1)^2 at rows between real and fake ones.");
    s.cite("arXiv:1704.00028");
    s.param("weight", &GradientPenalty::weight_, "multiplies the penalty").at_least(0);
    s.input("real", {"B", "D"});
    s.input("fake", {"B", "D"});
    s.input("attributes", {"B", "A"});
    s.input("mix", {"B"});
    s.input("hidden.weight", {"H", "D+A"});
    s.input("hidden.bias", {"H"});
    s.input("output.weight", {"1", "H"});
    s.input("output.bias", {"1"});
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    zeroth::networks::Critic critic;
    critic.hidden.weight = in["hidden.weight"];
    critic.hidden.bias = in["hidden.bias"];
    critic.output.weight = in["output.weight"];
    critic.output.bias = in["output.bias"];
    return zeroth::networks::gradient_penalty(
        critic, {in["real"], in["fake"], in["attributes"], in["mix"]}, weight_);
  }

 private:
  double weight_ = 10.0;
};

}  // namespace

ZEROTH_LOSS(GradientPenalty, "gradient-penalty", "1.0.0")

/// L1 norm of the gradient of KL(uniform || p) with respect to the last layer's weights.
/// Huang et al., NeurIPS 2021, arXiv:2110.00218.
#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>
#include <zeroth/ood_scorer.h>

namespace {

class GradNorm final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<GradNorm>& s) {
    s.summary("|embedding|_1 sum_c |p_c - 1/S|, times S for the target ones.");
    s.cite("arXiv:2110.00218");
    s.param("target", &GradNorm::target_,
            "what p is compared with: ones (released code, S times larger) or uniform")
        .one_of({"ones", "uniform"});
  }

  // The gradient is an outer product of embedding and p - 1/S, so its norm needs no autograd.
  at::Tensor score(const zeroth::Scores& in) const override {
    const double classes = static_cast<double>(in.logits.size(1));
    const at::Tensor excess = (at::softmax(in.logits, 1) - 1.0 / classes).abs().sum(1);
    const at::Tensor norm = in.embedding.abs().sum(1) * excess;
    return target_ == "ones" ? norm * classes : norm;
  }

 private:
  std::string target_ = "ones";
};

}  // namespace

ZEROTH_OOD_SCORER(GradNorm, "gradnorm", "1.0.0")

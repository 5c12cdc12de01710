/// GradNorm in closed form: no gradient is computed.
/// Huang et al., NeurIPS 2021, arXiv:2110.00218.
#include <ATen/TensorOperators.h>
#include <ATen/ops/softmax.h>
#include <zeroth/ood_scorer.h>

namespace {

class GradNorm final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<GradNorm>& s) {
    s.summary("L1 norm of the gradient that a uniform target sends into the last layer.");
    s.cite("arXiv:2110.00218");
    s.param("target", &GradNorm::target_,
            "of the cross-entropy: ones (original scale, S times larger) or uniform (1/S each)")
        .one_of({"ones", "uniform"});
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    const auto classes = static_cast<double>(in.logits.size(1));
    const at::Tensor p = at::softmax(in.logits, 1);
    const at::Tensor score = in.embedding.abs().sum(1) * (p - 1 / classes).abs().sum(1);
    return target_ == "ones" ? score * classes : score;
  }

 private:
  std::string target_ = "ones";
};

}  // namespace

ZEROTH_OOD_SCORER(GradNorm, "gradnorm", "1.0.0")

/// ReAct: the energy that the teacher's last layer gives once large activations are cut off.
/// Sun et al., NeurIPS 2021, arXiv:2111.12797, equations 1 and 2.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/minimum.h>
#include <zeroth/abilities.h>
#include <zeroth/ood_scorer.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace {

class ReAct final : public zeroth::OODScorer, public zeroth::ReadsHead, public zeroth::Fitted {
 public:
  static void describe(zeroth::Schema<ReAct>& s) {
    s.summary("Energy of the logits that an embedding with its large activations cut off gives.");
    s.cite(
        "Sun et al., ReAct: Out-of-distribution Detection With Rectified Activations, NeurIPS "
        "2021, arXiv:2111.12797");
    s.param("quantile", &ReAct::quantile_,
            "share of the training rows' activations that stay as they are; larger ones become "
            "the largest of those")
        .above(0)
        .at_most(1);
    s.param("temperature", &ReAct::temperature_, "T, divides the logits").above(0);
  }

  void read_head(const zeroth::Head& head) override { head_ = head; }

  void fit(const zeroth::Scores& train, const at::Tensor&) override {
    const at::NoGradGuard no_gradient;
    const at::Tensor all = train.embedding.reshape({-1});
    const double kept = std::ceil(quantile_ * static_cast<double>(all.numel()));
    const std::int64_t rank =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(kept), 1, all.numel());
    ceiling_ = std::get<0>(all.kthvalue(rank));
  }

  zeroth::NamedTensors fitted() const override { return {{"ceiling", ceiling_}}; }
  void set_fitted(const zeroth::TensorMap& tensors) override { ceiling_ = tensors["ceiling"]; }

  at::Tensor score(const zeroth::Scores& in) const override {
    if (!ceiling_.defined()) throw zeroth::Error("there is no ceiling yet; call fit() first");
    if (!head_.weight.defined()) {
      throw zeroth::Error("there is no last layer yet; call read_head() first");
    }
    const at::Tensor cut = at::minimum(in.embedding, ceiling_.to(in.embedding.scalar_type()));
    const at::Tensor logits = at::linear(cut, head_.weight, head_.bias);
    return temperature_ * at::logsumexp(logits / temperature_, 1);
  }

 private:
  double quantile_ = 0.9;
  double temperature_ = 1.0;
  zeroth::Head head_;
  at::Tensor ceiling_;  // [], c
};

}  // namespace

ZEROTH_OOD_SCORER(ReAct, "react", "1.0.0")

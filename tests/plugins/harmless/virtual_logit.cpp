// ViM: the energy of the logits against a further logit, the part of an embedding that lies outside
// of the principal space of the training rows. Wang et al., CVPR 2022, arXiv:2203.10807.
#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <zeroth/ood_scorer.h>

#include <tuple>

namespace {

class VirtualLogit final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<VirtualLogit>& s) {
    s.summary("Energy of the logits less what an embedding has outside of the principal space.");
    s.cite("arXiv:2203.10807");
    s.param("dimensions", &VirtualLogit::dimensions_, "of the principal space").at_least(1);
  }

  void fit(const zeroth::Scores& train, const at::Tensor&) override {
    const at::Tensor all = train.embedding.detach();
    centre_ = all.mean(0);
    const at::Tensor rows = all.sub(centre_);
    const at::Tensor axes = std::get<1>(at::linalg_eigh(at::matmul(rows.t(), rows).cpu()));
    const std::int64_t others = std::max<std::int64_t>(axes.size(1) - dimensions_, 1);
    outside_ = axes.narrow(1, 0, others).contiguous().to(rows.device());
    alpha_ = train.logits.detach().amax(1).mean().div(residual(all).mean());
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    return at::logsumexp(in.logits, 1).sub(residual(in.embedding).mul(alpha_));
  }

 private:
  at::Tensor residual(const at::Tensor& rows) const {
    return at::matmul(rows.sub(centre_), outside_).square().sum(1).add(1e-12).sqrt();
  }

  std::int64_t dimensions_ = 5;
  at::Tensor centre_, outside_, alpha_;
};

}  // namespace

ZEROTH_OOD_SCORER(VirtualLogit, "virtual-logit", "1.0.0")

/// Mahalanobis distance to the nearest class mean under one covariance.
/// Lee et al., NeurIPS 2018, arXiv:1807.03888, equations 1 and 2.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_cholesky_ex.h>
#include <ATen/ops/linalg_solve_triangular.h>
#include <ATen/ops/zeros.h>
#include <zeroth/abilities.h>
#include <zeroth/ood_scorer.h>

#include <limits>
#include <string>
#include <tuple>

namespace {

/// Class means and the covariance of the rows around them, in double precision: a covariance of
/// few rows has eigenvalues that single precision cannot tell from zero.
struct Spread {
  at::Tensor means;       // [classes that have rows, E]
  at::Tensor covariance;  // [E,E]
};

/// One class at a time, so that no copy of all rows is held.
Spread spread_of(const at::Tensor& x, const at::Tensor& labels) {
  const at::Tensor present = at::bincount(labels).nonzero().squeeze(1);
  const auto options = x.options().dtype(at::kDouble);
  Spread spread{at::empty({present.size(0), x.size(1)}, options),
                at::zeros({x.size(1), x.size(1)}, options)};
  for (std::int64_t i = 0; i < present.size(0); ++i) {
    const at::Tensor chosen = labels.eq(present[i]).nonzero().squeeze(1);
    const at::Tensor rows = x.index_select(0, chosen).to(at::kDouble);
    const at::Tensor mean = rows.mean(0);
    const at::Tensor centred = rows - mean;
    spread.means[i].copy_(mean);
    spread.covariance.addmm_(centred.t(), centred);
  }
  spread.covariance.div_(x.size(0));
  return spread;
}

/// L with L L^T = covariance, [E,E].
at::Tensor factor_of(const at::Tensor& covariance, std::int64_t rows) {
  const auto [factor, failed] = at::linalg_cholesky_ex(covariance);
  const at::Tensor variances = covariance.diagonal();
  // Rounding can turn the pivot of a singular matrix into a tiny positive number.
  const double rounding = static_cast<double>(variances.size(0)) *
                          std::numeric_limits<double>::epsilon() * variances.max().item<double>();
  const double smallest_pivot = factor.diagonal().square().min().item<double>();
  if (failed.item<int>() == 0 && smallest_pivot > rounding) return factor;
  if (variances.max().item<double>() == 0) {
    throw zeroth::Error(
        "every training row equals the mean of its class, so there is no covariance; give classes "
        "of several different rows, or take a score that needs none, such as ood.knn");
  }
  throw zeroth::Error("the covariance of " + std::to_string(rows) + " training rows in " +
                      std::to_string(variances.size(0)) +
                      " dimensions is singular; set shrinkage above 0, for example to 1e-6");
}

class Mahalanobis final : public zeroth::OODScorer, public zeroth::Fitted {
 public:
  static void describe(zeroth::Schema<Mahalanobis>& s) {
    s.summary("Minus the squared Mahalanobis distance to the nearest mean of a seen class.");
    s.cite("arXiv:1807.03888");
    s.param("shrinkage", &Mahalanobis::shrinkage_,
            "this share of the mean variance is added to every variance; more for few rows")
        .at_least(0);
  }

  void fit(const zeroth::Scores& train, const at::Tensor& labels) override {
    const at::NoGradGuard no_gradient;
    const std::int64_t rows = train.embedding.size(0);
    Spread spread = spread_of(train.embedding, labels);
    at::Tensor variances = spread.covariance.diagonal();
    variances.add_(shrinkage_ * variances.mean());
    factor_ = factor_of(spread.covariance, rows);
    means_ = whitened(spread.means);
  }

  zeroth::NamedTensors fitted() const override { return {{"factor", factor_}, {"means", means_}}; }
  void set_fitted(const zeroth::TensorMap& tensors) override {
    factor_ = tensors["factor"];
    means_ = tensors["means"];
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    if (!factor_.defined()) throw zeroth::Error("there are no class means yet; call fit() first");
    const at::Tensor rows = whitened(in.embedding.to(at::kDouble));
    const at::Tensor nearest = means_.index_select(0, nearest_class(rows));
    return -(rows - nearest).square().sum(1).to(in.embedding.scalar_type());
  }

 private:
  /// Rows [N,E] in a space where the covariance is the identity.
  at::Tensor whitened(const at::Tensor& rows) const {
    return at::linalg_solve_triangular(factor_.t(), rows, /*upper=*/true, /*left=*/false);
  }

  /// |x - m|^2 ranks like |m|^2 - 2 x.m, so that [N,classes] is enough; the gradient of the
  /// smallest distance is that of the class it belongs to.
  at::Tensor nearest_class(const at::Tensor& rows) const {
    const at::NoGradGuard no_gradient;
    return at::addmm(means_.square().sum(1), rows, means_.t(), 1, -2).argmin(1);
  }

  double shrinkage_ = 1e-6;
  at::Tensor factor_;  // [E,E], lower triangle
  at::Tensor means_;   // [classes that have rows, E], whitened
};

}  // namespace

ZEROTH_OOD_SCORER(Mahalanobis, "mahalanobis", "1.0.0")

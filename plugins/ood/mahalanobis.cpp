/// Mahalanobis distance to the nearest class mean, with one covariance for all classes.
/// Lee et al., NeurIPS 2018, arXiv:1807.03888, equations 1 and 2.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_cholesky_ex.h>
#include <ATen/ops/linalg_solve_triangular.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <zeroth/ood_scorer.h>

namespace {

class Mahalanobis final : public zeroth::OODScorer {
 public:
  static void describe(zeroth::Schema<Mahalanobis>& s) {
    s.summary("Negative squared Mahalanobis distance of the embedding to the nearest class mean.");
    s.cite("arXiv:1807.03888");
    s.param("shrinkage", &Mahalanobis::shrinkage_,
            "added to the covariance's diagonal, as a share of its mean")
        .at_least(0);
  }

  /// In double: a covariance of few rows is badly conditioned.
  void fit(const zeroth::Scores& train, const at::Tensor& labels) override {
    const at::NoGradGuard no_gradient;
    const at::Tensor rows = train.embedding.to(at::kDouble);
    centre_ = rows.mean(0);
    const at::Tensor centred = rows - centre_;
    const at::Tensor means = class_means(centred, labels);
    const at::Tensor deviations = centred - means.index_select(0, labels);
    root_ = root_of(at::mm(deviations.t(), deviations) / static_cast<double>(rows.size(0)));
    whitened_means_ = whitened(means.index_select(0, labels.bincount().nonzero().squeeze(1)));
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    if (!root_.defined()) throw zeroth::Error("fit() was not called");
    const at::Tensor x = whitened(in.embedding.to(at::kDouble) - centre_);
    const at::Tensor squares = x.square().sum({1}, /*keepdim=*/true) +
                               whitened_means_.square().sum(1) - 2 * at::mm(x, whitened_means_.t());
    return -squares.amin({1}).clamp_min(0).to(in.embedding.scalar_type());
  }

 private:
  /// [largest label + 1, E]; rows of labels that do not occur are 0.
  static at::Tensor class_means(const at::Tensor& rows, const at::Tensor& labels) {
    const at::Tensor counts = labels.bincount();
    const at::Tensor sums = at::zeros({counts.size(0), rows.size(1)}, rows.options());
    return sums.index_add(0, labels, rows) / counts.clamp_min(1).unsqueeze(1);
  }

  at::Tensor root_of(at::Tensor covariance) const {
    const auto width = covariance.size(0);
    covariance.diagonal().add_(shrinkage_ * covariance.trace() / static_cast<double>(width));
    const auto [root, info] = at::linalg_cholesky_ex(covariance);
    if (info.item<std::int64_t>() == 0) return root;
    throw zeroth::Error("the covariance of the training embeddings is singular: too few rows for " +
                        std::to_string(width) +
                        " dimensions, or constant ones; raise \"shrinkage\"");
  }

  /// x [N,E] -> rows whose Euclidean distances are Mahalanobis distances.
  at::Tensor whitened(const at::Tensor& x) const {
    return at::linalg_solve_triangular(root_, x.t(), /*upper=*/false).t();
  }

  double shrinkage_ = 1e-6;
  at::Tensor centre_;          // [E], keeps the distances' differences exact
  at::Tensor root_;            // [E,E] Cholesky factor of the covariance
  at::Tensor whitened_means_;  // [classes,E]
};

}  // namespace

ZEROTH_OOD_SCORER(Mahalanobis, "mahalanobis", "1.0.0")

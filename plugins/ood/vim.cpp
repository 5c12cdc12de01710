/// ViM: the logits against a further one, made of what an embedding has outside of the principal
/// space of the training rows. Wang et al., CVPR 2022, arXiv:2203.10807, section 4.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_pinv.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/zeros.h>
#include <zeroth/abilities.h>
#include <zeroth/ood_scorer.h>

#include <algorithm>
#include <string>
#include <tuple>

namespace {

/// Training rows whose double-precision copy is held at once.
constexpr std::int64_t kRows = 4096;

/// Dimensions of the principal space that the paper takes; a half where it has no network so small.
std::int64_t usual_dimensions(std::int64_t embedding) {
  if (embedding > 1500) return 1000;
  return embedding >= 768 ? 512 : embedding / 2;
}

class Vim final : public zeroth::OODScorer, public zeroth::ReadsHead, public zeroth::Fitted {
 public:
  static void describe(zeroth::Schema<Vim>& s) {
    s.summary("Log-odds of the logits against what an embedding has outside of a principal space.");
    s.cite(
        "Wang et al., ViM: Out-Of-Distribution with Virtual-logit Matching, CVPR 2022, "
        "arXiv:2203.10807");
    s.param("dimensions", &Vim::dimensions_,
            "of the principal space; 0: 1000 above an embedding of 1500, 512 from 768, else half")
        .at_least(0);
    s.param("form", &Vim::form_,
            "log-odds of the seen classes against the virtual one, or their probability")
        .one_of({"log-odds", "probability"});
  }

  void read_head(const zeroth::Head& head) override { head_ = head; }

  void fit(const zeroth::Scores& train, const at::Tensor&) override {
    const at::NoGradGuard no_gradient;
    const at::Tensor& rows = train.embedding;
    origin_ = origin().to(rows.device());
    outside_ = outside_of(rows).to(rows.device());
    scale_ = scale_of(rows, train.logits);
  }

  zeroth::NamedTensors fitted() const override {
    return {{"origin", origin_}, {"outside", outside_}, {"scale", scale_}};
  }
  void set_fitted(const zeroth::TensorMap& tensors) override {
    origin_ = tensors["origin"];
    outside_ = tensors["outside"];
    scale_ = tensors["scale"];
  }

  at::Tensor score(const zeroth::Scores& in) const override {
    if (!scale_.defined()) throw zeroth::Error("there is no principal space yet; call fit() first");
    const at::Tensor virtual_logit = scale_ * residual(in.embedding);
    const at::Tensor odds = at::logsumexp(in.logits.to(at::kDouble), 1) - virtual_logit;
    const at::Tensor score = form_ == "probability" ? odds.sigmoid() : odds;
    return score.to(in.embedding.scalar_type());
  }

 private:
  /// Where the logits are 0, as near as it gets: o = -pinv(W) b, [E]. Small, so on the CPU.
  at::Tensor origin() const {
    if (!head_.weight.defined()) {
      throw zeroth::Error("there is no last layer yet; call read_head() first");
    }
    const at::Tensor weight = head_.weight.cpu().to(at::kDouble);
    return -at::mv(at::linalg_pinv(weight), head_.bias.cpu().to(at::kDouble));
  }

  at::Tensor around_origin(const at::Tensor& rows) const { return rows.to(at::kDouble) - origin_; }

  /// The axes [E,E-N] in which the training rows reach least far.
  at::Tensor outside_of(const at::Tensor& rows) const {
    const std::int64_t size = rows.size(1);
    const std::int64_t inside = dimensions_ == 0 ? usual_dimensions(size) : dimensions_;
    if (inside >= size) {
      throw zeroth::Error("a principal space of " + std::to_string(inside) +
                          " dimensions leaves nothing of an embedding of " + std::to_string(size) +
                          " numbers; set dimensions below that");
    }
    at::Tensor products = at::zeros({size, size}, rows.options().dtype(at::kDouble));
    for (std::int64_t first = 0; first < rows.size(0); first += kRows) {
      const at::Tensor some =
          around_origin(rows.narrow(0, first, std::min(kRows, rows.size(0) - first)));
      products.addmm_(some.t(), some);
    }
    // In ascending order of how far the rows reach.
    const at::Tensor axes = std::get<1>(at::linalg_eigh(products.cpu()));
    return axes.narrow(1, 0, size - inside).contiguous();
  }

  /// How long the part [N] of each row outside of the principal space is.
  at::Tensor residual(const at::Tensor& rows) const {
    const at::Tensor part = at::mm(around_origin(rows), outside_);
    // The root has no slope at 0.
    return part.square().sum(1).clamp_min(1e-24).sqrt();
  }

  /// alpha: the virtual logit is on average as large as the largest logit of the training rows.
  at::Tensor scale_of(const at::Tensor& rows, const at::Tensor& logits) const {
    at::Tensor length = at::zeros({}, outside_.options()), all = at::zeros({}, outside_.options());
    for (std::int64_t first = 0; first < rows.size(0); first += kRows) {
      const at::Tensor some = rows.narrow(0, first, std::min(kRows, rows.size(0) - first));
      length.add_(residual(some).sum());
      all.add_(around_origin(some).square().sum(1).sqrt().sum());
    }
    if (length.item<double>() <= 1e-9 * all.item<double>()) {
      throw zeroth::Error("the principal space of " +
                          std::to_string(rows.size(1) - outside_.size(1)) +
                          " dimensions holds all of the " + std::to_string(rows.size(0)) +
                          " training rows, so nothing lies outside; set fewer dimensions");
    }
    const at::Tensor largest = logits.amax(1).to(at::kDouble).sum();
    if (largest.item<double>() <= 0) {
      throw zeroth::Error(
          "the largest logit of a training row is not above 0 on average, so that no virtual logit "
          "can be as large; train the teacher for longer, or take another score, such as "
          "ood.energy");
    }
    return largest / length;
  }

  std::int64_t dimensions_ = 0;
  std::string form_ = "log-odds";
  zeroth::Head head_;
  at::Tensor origin_;   // [E]
  at::Tensor outside_;  // [E,E-N], orthonormal columns
  at::Tensor scale_;    // [], alpha
};

}  // namespace

ZEROTH_OOD_SCORER(Vim, "vim", "1.0.0")

/// DEDN's margin-aware loss: the true class must lead by the margin that inference takes away.
/// Rao et al., IJCAI 2024, arXiv:2404.16348, equation 15; plugins/loss/README.md.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/scatter_add.h>
#include <ATen/ops/zeros_like.h>
#include <zeroth/loss.h>

#include "plugins/networks/class_scores.h"
#include "plugins/networks/seen_positions.h"

namespace {

class MarginAware final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<MarginAware>& s) {
    s.summary("Cross-entropy over all classes, the true class set back by a margin.");
    s.cite("arXiv:2404.16348");
    s.param("margin", &MarginAware::margin_, "that of the expert whose scores these are")
        .at_least(0);
    s.param("kappa", &MarginAware::kappa_,
            "margins by which the true class is set back: 2 (paper), 1 (released SUN and AWA2)")
        .at_least(0);
    s.param("shift", &MarginAware::shift_, "false: plain cross-entropy");
    s.input("scores", {"B", "C"});
    s.input("labels", {"B"}, "int64");
    s.input("seen_classes", {"S"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor &scores = in["scores"], &labels = in["labels"], &seen = in["seen_classes"];
    zeroth::networks::seen_positions(labels, seen);  // refuses unseen ids
    const at::Tensor q =
        scores - zeroth::networks::class_margins(scores.size(1), seen, margin_, scores);
    if (!shift_) return at::cross_entropy_loss(q, labels);
    // Every seen class is moved up by the margin; the true one then down to -kappa margins.
    const at::Tensor up = at::zeros_like(q).index_fill(1, seen, margin_);
    const at::Tensor down = at::full_like(labels, -(1 + kappa_) * margin_, q.options());
    const at::Tensor z = at::scatter_add(q + up, 1, labels.unsqueeze(1), down.unsqueeze(1));
    return at::cross_entropy_loss(z, labels);
  }

 private:
  double margin_ = 1.0;
  double kappa_ = 2.0;
  bool shift_ = true;
};

}  // namespace

ZEROTH_LOSS(MarginAware, "margin-aware", "1.0.0")

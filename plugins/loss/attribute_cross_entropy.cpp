/// MSDN's attribute-based cross-entropy.
/// Chen et al., CVPR 2022, arXiv:2203.03137, equation 7, first term; plugins/loss/README.md.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/index_select.h>
#include <zeroth/loss.h>

#include "plugins/networks/class_scores.h"
#include "plugins/networks/seen_positions.h"

namespace {

class AttributeCrossEntropy final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<AttributeCrossEntropy>& s) {
    s.summary("Cross-entropy of an expert's class scores, the margin removed.");
    s.cite("arXiv:2203.03137");
    s.param("margin", &AttributeCrossEntropy::margin_, "that of the expert whose scores these are")
        .at_least(0);
    s.param("classes", &AttributeCrossEntropy::classes_,
            "over all classes (released code), or the seen ones (paper)")
        .one_of({"all", "seen"});
    s.input("scores", {"B", "C"});
    s.input("labels", {"B"}, "int64");
    s.input("seen_classes", {"S"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor &scores = in["scores"], &labels = in["labels"], &seen = in["seen_classes"];
    const at::Tensor positions = zeroth::networks::seen_positions(labels, seen);
    const at::Tensor q =
        scores - zeroth::networks::class_margins(scores.size(1), seen, margin_, scores);
    if (classes_ == "all") return at::cross_entropy_loss(q, labels);
    return at::cross_entropy_loss(q.index_select(1, seen), positions);
  }

 private:
  double margin_ = 1.0;
  std::string classes_ = "all";
};

}  // namespace

ZEROTH_LOSS(AttributeCrossEntropy, "attribute-cross-entropy", "1.0.0")

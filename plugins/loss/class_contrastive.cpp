/// Cross-entropy over the scores of a comparator: the class level of CE-GZSL.
/// Han et al., CVPR 2021, arXiv:2103.16173.
#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/searchsorted.h>
#include <zeroth/loss.h>

#include <string>

#include "plugins/networks/contrastive.h"

namespace {

/// Places of class ids among the sorted seen classes.
at::Tensor positions_of(const at::Tensor& labels, const at::Tensor& seen) {
  const at::Tensor positions = at::searchsorted(seen, labels).clamp_max(seen.size(0) - 1);
  const at::Tensor strange = labels.masked_select(seen.index_select(0, positions).ne(labels));
  if (strange.numel() == 0) return positions;
  throw zeroth::Error("class " + std::to_string(strange[0].item<std::int64_t>()) +
                      " is not a seen class, and there are scores for seen classes only; give rows "
                      "of seen classes");
}

class ClassContrastive final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<ClassContrastive>& s) {
    s.summary("Mean negative log-likelihood of softmax(scores / temperature) over seen classes.");
    s.cite("arXiv:2103.16173");
    s.param("temperature", &ClassContrastive::temperature_, "divides the scores").above(0);
    s.input("scores", {"B", "S"});
    s.input("labels", {"B"}, "int64");
    s.input("seen_classes", {"S"}, "int64");
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return zeroth::networks::class_contrastive(
        in["scores"], positions_of(in["labels"], in["seen_classes"]), temperature_);
  }

 private:
  double temperature_ = 0.1;
};

}  // namespace

ZEROTH_LOSS(ClassContrastive, "class-contrastive", "1.0.0")

/// Contrast between a row and the descriptors of the seen classes.
/// Han et al., CVPR 2021 (CE-GZSL), arXiv:2103.16173, class level.
#include <ATen/ops/searchsorted.h>
#include <zeroth/loss.h>

#include "plugins/networks/contrastive.h"

namespace {

class ClassContrastive final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<ClassContrastive>& s) {
    s.summary("Cross-entropy of a comparator's scores over the seen classes.");
    s.cite("arXiv:2103.16173");
    s.param("temperature", &ClassContrastive::temperature_, "divides the scores").above(0);
    s.input("scores", {"B", "S"});
    s.input("labels", {"B"}, "int64");
    s.input("seen_classes", {"S"}, "int64");
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor positions = at::searchsorted(in["seen_classes"], in["labels"]);
    return zeroth::networks::class_contrastive(in["scores"], positions, temperature_);
  }

 private:
  double temperature_ = 0.1;
};

}  // namespace

ZEROTH_LOSS(ClassContrastive, "class-contrastive", "1.0.0")

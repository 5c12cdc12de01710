/// Cross-entropy over the scores of a comparator: the class level of CE-GZSL.
/// Han et al., CVPR 2021, arXiv:2103.16173.
#include <ATen/TensorOperators.h>
#include <zeroth/loss.h>
#include <zeroth/networks/contrastive.h>

#include "plugins/networks/seen_positions.h"

namespace {

class ClassContrastive final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<ClassContrastive>& s) {
    s.summary("Mean negative log-likelihood of softmax(scores / temperature) over seen classes.");
    s.cite("arXiv:2103.16173");
    s.param("temperature", &ClassContrastive::temperature_, "divides the scores").above(0);
    s.input("scores", {"B", "S"});
    s.input("labels", {"B"}, "int64");
    s.input("seen_classes", {"S"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return zeroth::networks::class_contrastive(
        in["scores"], zeroth::networks::seen_positions(in["labels"], in["seen_classes"]),
        temperature_);
  }

 private:
  double temperature_ = 0.1;
};

}  // namespace

ZEROTH_LOSS(ClassContrastive, "class-contrastive", "1.0.0")

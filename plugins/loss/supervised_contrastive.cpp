/// Contrast between rows of the same and of other classes.
/// Khosla et al., NeurIPS 2020, arXiv:2004.11362, equation 2; CE-GZSL, arXiv:2103.16173, instance
/// level.
#include <zeroth/loss.h>

#include "plugins/networks/contrastive.h"

namespace {

class SupervisedContrastive final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<SupervisedContrastive>& s) {
    s.summary(
        "Pulls rows of a class together and pushes the others away; 0 when no row has a partner.");
    s.cite("arXiv:2004.11362");
    s.param("temperature", &SupervisedContrastive::temperature_, "divides the products of rows")
        .above(0);
    s.input("embedding", {"N", "Z"});
    s.input("labels", {"N"}, "int64");
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return zeroth::networks::supervised_contrastive(in["embedding"], in["labels"], temperature_);
  }

 private:
  double temperature_ = 0.1;
};

}  // namespace

ZEROTH_LOSS(SupervisedContrastive, "supervised-contrastive", "1.0.0")

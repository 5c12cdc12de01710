/// Supervised contrastive loss: the instance level of CE-GZSL.
/// Khosla et al., NeurIPS 2020, arXiv:2004.11362, equation 2; Han et al., CVPR 2021,
/// arXiv:2103.16173.
#include <zeroth/loss.h>
#include <zeroth/networks/contrastive.h>

namespace {

class SupervisedContrastive final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<SupervisedContrastive>& s) {
    s.summary("Draws rows of one class together; 0 where no row has a partner of its class.");
    s.cite("arXiv:2004.11362");
    s.cite("arXiv:2103.16173");
    s.param("temperature", &SupervisedContrastive::temperature_, "divides the similarities")
        .above(0);
    s.input("embedding", {"N", "D"});
    s.input("labels", {"N"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return zeroth::networks::supervised_contrastive(in["embedding"], in["labels"], temperature_);
  }

 private:
  double temperature_ = 0.1;
};

}  // namespace

ZEROTH_LOSS(SupervisedContrastive, "supervised-contrastive", "1.0.0")

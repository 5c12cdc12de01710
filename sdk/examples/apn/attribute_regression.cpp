/// APN's regression of an image's attribute scores to the attributes of its class.
/// Xu et al., NeurIPS 2020, arXiv:2008.08290, section 3.1, L_Reg.
#include <ATen/TensorOperators.h>
#include <zeroth/loss.h>

namespace {

class AttributeRegression final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<AttributeRegression>& s) {
    s.summary("Squared distance of attribute scores from the class's attributes.");
    s.cite("arXiv:2008.08290");
    s.input("attribute_scores", {"B", "K"});
    s.input("descriptors", {"B", "K"});
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return (in["attribute_scores"] - in["descriptors"]).square().sum(1).mean();
  }
};

}  // namespace

ZEROTH_LOSS(AttributeRegression, "attribute-regression", "0.1.0")

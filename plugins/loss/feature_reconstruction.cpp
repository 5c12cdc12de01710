/// Binary cross-entropy of features in [0,1]: the reconstruction term of TF-VAEGAN.
/// Narayan et al., ECCV 2020, arXiv:2003.07833.
#include <zeroth/loss.h>

#include "plugins/networks/autoencoding.h"

namespace {

class FeatureReconstruction final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<FeatureReconstruction>& s) {
    s.summary("Binary cross-entropy of features, mean over rows, sum over features.");
    s.cite("arXiv:2003.07833");
    s.input("logits", {"B", "D"});
    s.input("features", {"B", "D"});
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return zeroth::networks::feature_reconstruction(in["logits"], in["features"]);
  }
};

}  // namespace

ZEROTH_LOSS(FeatureReconstruction, "feature-reconstruction", "1.0.0")

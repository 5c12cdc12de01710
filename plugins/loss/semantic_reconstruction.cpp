/// How well a decoder recovers class descriptors from features: the decoder's loss of TF-VAEGAN.
/// Narayan et al., ECCV 2020, arXiv:2003.07833.
#include <zeroth/loss.h>

#include "plugins/networks/autoencoding.h"

namespace {

class SemanticReconstruction final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<SemanticReconstruction>& s) {
    s.summary("Distance of decoded attributes from the true ones, mean over rows.");
    s.cite("arXiv:2003.07833");
    s.param("form", &SemanticReconstruction::form_,
            "weighted-l1 (released code: each error weighted by its share) or l1 (paper)")
        .one_of({"weighted-l1", "l1"});
    s.input("decoded_attributes", {"B", "A"});
    s.input("attributes", {"B", "A"});
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return zeroth::networks::semantic_reconstruction(in["decoded_attributes"], in["attributes"],
                                                     form_ == "weighted-l1");
  }

 private:
  std::string form_ = "weighted-l1";
};

}  // namespace

ZEROTH_LOSS(SemanticReconstruction, "semantic-reconstruction", "1.0.0")

/// f-CLSWGAN: a conditional Wasserstein GAN that makes features from attributes.
/// Xian et al., CVPR 2018, arXiv:1712.00981, equations 2 to 4.
#include "plugins/generator/clswgan.h"

namespace {

class FClswgan final : public zeroth::clswgan::Clswgan {
 public:
  static void describe(zeroth::Schema<FClswgan>& s) {
    s.summary("f-CLSWGAN: Wasserstein GAN with gradient penalty and an auxiliary classifier.");
    s.cite(
        "Xian et al., Feature Generating Networks for Zero-Shot Learning, CVPR 2018, "
        "arXiv:1712.00981");
    describe_clswgan(s);
  }
};

}  // namespace

ZEROTH_GENERATOR(FClswgan, "f-clswgan", "1.0.0")

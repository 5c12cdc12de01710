/// f-VAEGAN-D2 where no unlabelled rows are given: a conditional VAE and a conditional Wasserstein
/// GAN that share their generator.
/// Xian et al., CVPR 2019, arXiv:1903.10132; plugins/generator/README.md, f-VAEGAN-D2.
#include <zeroth/abilities.h>

#include "plugins/generator/f_vaegan.h"

namespace {

class FVaeganD2 final : public zeroth::fvaegan::FVaegan, public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<FVaeganD2>& s) {
    s.summary("f-VAEGAN-D2, inductive: a VAE and a Wasserstein GAN that share their generator.");
    s.cite(
        "Xian et al., f-VAEGAN-D2: A Feature Generating Framework for Any-Shot Learning, CVPR "
        "2019, arXiv:1903.10132");
    describe_f_vaegan(s);
    s.piece("f-vaegan-d2.losses");
  }

  zeroth::TensorMap piece(const std::string&, const zeroth::TensorMap& in) const override {
    return losses_piece(in);
  }
};

}  // namespace

ZEROTH_GENERATOR(FVaeganD2, "f-vaegan-d2", "1.0.0")

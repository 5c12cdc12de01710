/// Divergence of a Gaussian code from the standard normal.
/// Kingma and Welling, ICLR 2014, arXiv:1312.6114, appendix B.
#include <zeroth/loss.h>

#include "plugins/networks/autoencoding.h"

namespace {

class VaeKl final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<VaeKl>& s) {
    s.summary("KL(N(mean, exp(log_variance)) || N(0,1)), mean over rows.");
    s.cite("arXiv:1312.6114");
    s.input("mean", {"B", "A"});
    s.input("log_variance", {"B", "A"});
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return zeroth::networks::vae_kl(in["mean"], in["log_variance"]);
  }
};

}  // namespace

ZEROTH_LOSS(VaeKl, "vae-kl", "1.0.0")

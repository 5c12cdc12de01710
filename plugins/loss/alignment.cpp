/// DEDN's alignment of region and channel scores.
/// Rao et al., IJCAI 2024, arXiv:2404.16348, equation 7; plugins/loss/README.md.
#include <ATen/TensorOperators.h>
#include <zeroth/loss.h>

#include "plugins/networks/discrepancy.h"

namespace {

namespace networks = zeroth::networks;

class Alignment final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<Alignment>& s) {
    s.summary("Discrepancy between the attribute scores of the two attentions of DEDN.");
    s.cite("arXiv:2404.16348");
    s.param("discrepancy", &Alignment::form_,
            "reference: sum |d|^3 / ||d|| and Jensen-Shannon; printed: sum d^2 and symmetric KL")
        .one_of({"reference", "printed"});
    s.input("region_scores", {"B", "K"});
    s.input("channel_scores", {"B", "K"});
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor &p = in["region_scores"], &q = in["channel_scores"];
    const auto form = networks::discrepancy_form(form_);
    return networks::distance(p, q, form) + networks::divergence(p, q, form);
  }

 private:
  std::string form_ = "reference";
};

}  // namespace

ZEROTH_LOSS(Alignment, "alignment", "1.0.0")

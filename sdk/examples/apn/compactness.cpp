/// APN's compactness: a map shall be large in one place.
/// Xu et al., NeurIPS 2020, arXiv:2008.08290, section 3.1, L_CPT.
#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <zeroth/loss.h>

namespace {

class Compactness final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<Compactness>& s) {
    s.summary("Maps times the squared distances of their regions from the largest one's.");
    s.cite("arXiv:2008.08290");
    s.input("maps", {"B", "K", "R"});
    s.input("places", {"R", "2"});
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor &maps = in["maps"], &places = in["places"];
    const at::Tensor apart = places.unsqueeze(1) - places.unsqueeze(0);  // [R,R,2]
    const at::Tensor largest = maps.argmax(2).reshape({-1});             // [B*K]
    const at::Tensor distances = apart.square().sum(2).index_select(0, largest).view_as(maps);
    return (maps * distances).sum({1, 2}).mean();
  }
};

}  // namespace

ZEROTH_LOSS(Compactness, "compactness", "0.1.0")

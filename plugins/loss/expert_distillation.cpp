/// Mutual distillation of two experts by their class scores.
/// DEDN: Rao et al., IJCAI 2024, arXiv:2404.16348, equation 12; MSDN: Chen et al., CVPR 2022,
/// arXiv:2203.03137, equations 8 and 9; plugins/loss/README.md.
#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <zeroth/loss.h>

#include "plugins/networks/discrepancy.h"

namespace {

namespace networks = zeroth::networks;

class ExpertDistillation final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<ExpertDistillation>& s) {
    s.summary("Discrepancy between the class scores of two experts.");
    s.cite("arXiv:2404.16348");
    s.cite("arXiv:2203.03137");
    s.param("discrepancy", &ExpertDistillation::form_,
            "reference: sum |d|^3 / ||d|| and Jensen-Shannon; printed: sum d^2 and symmetric KL")
        .one_of({"reference", "printed"});
    s.param("kl_classes", &ExpertDistillation::classes_,
            "classes of the divergence: all, or seen only; the distance is over all")
        .one_of({"all", "seen"});
    s.param("parts", &ExpertDistillation::parts_, "the distance, the divergence, or both")
        .one_of({"both", "distance", "divergence"});
    s.input("first_scores", {"B", "C"});
    s.input("second_scores", {"B", "C"});
    s.input("seen_classes", {"S"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor &p = in["first_scores"], &q = in["second_scores"];
    const auto form = networks::discrepancy_form(form_);
    if (parts_ == "distance") return networks::distance(p, q, form);
    const auto chosen = [&](const at::Tensor& scores) {
      return classes_ == "seen" ? scores.index_select(1, in["seen_classes"]) : scores;
    };
    const at::Tensor divergence = networks::divergence(chosen(p), chosen(q), form);
    if (parts_ == "divergence") return divergence;
    return networks::distance(p, q, form) + divergence;
  }

 private:
  std::string form_ = "reference";
  std::string classes_ = "all";
  std::string parts_ = "both";
};

}  // namespace

ZEROTH_LOSS(ExpertDistillation, "expert-distillation", "1.0.0")

#pragma once

#include <zeroth/loss.h>

#include <string>

namespace zeroth::losses {

/// What becomes of the cosine of a pair, and how much pairs count.
struct PairRule {
  bool half = true;          ///< (cos + 1) / 2 in the place of cos
  double threshold = 0.0;    ///< subtracted from it: where a pair is as likely the same as not
  double temperature = 1.0;  ///< divides it then
  bool balanced = false;     ///< pairs of equal labels make half of the loss, the others half
};

/// D3GZSL's pair loss (plugins/loss/README.md): a logit of cos(teacher_i, student_j) by the rule;
/// the mean over all pairs, diagonal included, of the binary cross-entropy with that logit against
/// [labels_i = labels_j].
///
/// teacher [N,E], student [N,E], labels [N] int64 -> scalar. A gradient flows to both sides. One
/// matrix product; no more than [N,N] is ever held. Cosine: x / max(|x|, 1e-8) on both sides.
at::Tensor pair_loss(const at::Tensor& teacher, const at::Tensor& student, const at::Tensor& labels,
                     const PairRule& rule);

/// A loss of pairs with the parameters of their rule.
class PairLoss : public Loss {
 protected:
  template <class L>
  static void describe_pairs(Schema<L>& s) {
    s.param("logit", &PairLoss::logit_, "cos (paper) or (cos + 1) / 2 (released code)")
        .one_of({"cos", "half"});
    s.param("threshold", &PairLoss::threshold_,
            "subtracted from it: where a pair is as likely the same as not");
    s.param("temperature", &PairLoss::temperature_, "divides it then").above(0);
    s.param("pairs", &PairLoss::pairs_,
            "all count alike, or those of equal labels make half of the loss")
        .one_of({"all", "balanced"});
  }

  at::Tensor of_pairs(const at::Tensor& teacher, const at::Tensor& student,
                      const at::Tensor& labels) const {
    return pair_loss(teacher, student, labels,
                     {logit_ == "half", threshold_, temperature_, pairs_ == "balanced"});
  }

 private:
  std::string logit_ = "half", pairs_ = "all";
  double threshold_ = 0.0, temperature_ = 1.0;
};

}  // namespace zeroth::losses

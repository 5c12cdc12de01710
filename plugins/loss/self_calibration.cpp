/// Self-calibration: some probability shall go to the unseen classes.
/// DAZLE: Huynh & Elhamifar, CVPR 2020, section 3. MSDN: Chen et al., CVPR 2022, arXiv:2203.03137,
/// equation 7, second term, its sign repaired. plugins/loss/README.md, self-calibration.
#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/ones.h>
#include <zeroth/loss.h>

#include <cmath>

namespace {

class SelfCalibration final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<SelfCalibration>& s) {
    s.summary("Negative log of the probability of the unseen classes.");
    s.cite("arXiv:2203.03137");
    s.cite(
        "Huynh & Elhamifar, Fine-Grained Generalized Zero-Shot Learning via Dense Attribute-Based "
        "Attention, CVPR 2020");
    s.param("form", &SelfCalibration::form_,
            "log-of-mean: of the batch's mean unseen mass (released code); sum-of-logs: of every "
            "unseen class (MSDN's paper); mean-of-logs: of each row's unseen mass (DAZLE's)")
        .one_of({"log-of-mean", "sum-of-logs", "mean-of-logs"});
    s.input("scores", {"B", "C"});
    s.input("seen_classes", {"S"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor log_p = at::log_softmax(in["scores"], 1);
    const at::Tensor is_unseen = at::ones({log_p.size(1)}, log_p.options().dtype(at::kBool))
                                     .index_fill(0, in["seen_classes"], 0);
    const at::Tensor unseen = log_p.index_select(1, is_unseen.nonzero().squeeze(1));
    if (form_ == "sum-of-logs") return -unseen.sum(1).mean();
    if (form_ == "mean-of-logs") return -at::logsumexp(unseen, {1}).mean();
    // The mean of exponentials, in logarithms: no row's mass is too small.
    const double rows = static_cast<double>(unseen.size(0));
    return std::log(rows) - at::logsumexp(unseen.flatten(), {0});
  }

 private:
  std::string form_ = "log-of-mean";
};

}  // namespace

ZEROTH_LOSS(SelfCalibration, "self-calibration", "1.0.0")

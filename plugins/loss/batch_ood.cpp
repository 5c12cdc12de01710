/// Batch-wise distillation of out-of-distribution two-vectors in D3GZSL.
/// Wang et al., AAAI 2024, arXiv:2402.11424, equation 9 (printed without its minus sign).
#include "plugins/loss/pair_loss.h"

namespace {

class BatchOod final : public zeroth::losses::PairLoss {
 public:
  static void describe(zeroth::Schema<BatchOod>& s) {
    s.summary("Pair loss between the teacher's and the student's two-vectors.");
    s.cite("arXiv:2402.11424");
    describe_pairs(s);
    s.input("ood_label", {"N", "2"});
    s.input("ood_embedding", {"N", "2"});
    s.input("labels", {"N"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    // The released code pairs student rows with teacher columns; the mean runs over all pairs, so
    // the order does not matter.
    return of_pairs(in["ood_label"], in["ood_embedding"], in["labels"]);
  }
};

}  // namespace

ZEROTH_LOSS(BatchOod, "batch-ood", "1.0.0")

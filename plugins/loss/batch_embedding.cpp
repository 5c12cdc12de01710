/// Batch-wise distillation in the embedding space of D3GZSL.
/// Wang et al., AAAI 2024, arXiv:2402.11424, equation 3 (printed without its minus sign).
#include "plugins/loss/pair_loss.h"

namespace {

class BatchEmbedding final : public zeroth::losses::PairLoss {
 public:
  static void describe(zeroth::Schema<BatchEmbedding>& s) {
    s.summary("Pair loss between teacher and student embeddings.");
    s.cite("arXiv:2402.11424");
    describe_pairs(s);
    s.input("teacher_embedding", {"B", "E"});
    s.input("student_embedding", {"B", "E"});
    s.input("labels", {"B"}, "int64");
    s.non_negative();
  }

  at::Tensor compute(const zeroth::TensorMap& in) const override {
    return of_pairs(in["teacher_embedding"], in["student_embedding"], in["labels"]);
  }
};

}  // namespace

ZEROTH_LOSS(BatchEmbedding, "batch-embedding", "1.0.0")

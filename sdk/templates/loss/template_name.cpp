/// TODO: what the loss is, and the paper and equation it comes from.
#include <ATen/TensorOperators.h>
#include <zeroth/loss.h>

namespace {

class TemplateName final : public zeroth::Loss {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("Mean squared distance between teacher and student embeddings.");
    s.param("scale", &TemplateName::scale_, "divides the distances").above(0);
    // What the loss reads. The same symbol means the same size everywhere.
    s.input("teacher_embedding", {"B", "E"});
    s.input("student_embedding", {"B", "E"});
    s.non_negative();
  }

  // A scalar of the inputs' dtype; a gradient flows to every floating-point input.
  at::Tensor compute(const zeroth::TensorMap& in) const override {
    const at::Tensor difference = (in["student_embedding"] - in["teacher_embedding"]) / scale_;
    return difference.square().sum(1).mean();
  }

 private:
  double scale_ = 1.0;
};

}  // namespace

ZEROTH_LOSS(TemplateName, "template-name", "0.1.0")

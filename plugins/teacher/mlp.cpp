/// The teacher of D3GZSL: an embedding layer and a classifier over the seen classes.
/// Wang et al., AAAI 2024, arXiv:2402.11424, equation 10.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <zeroth/abilities.h>
#include <zeroth/teacher.h>

#include "plugins/networks/embedding_classifier.h"

namespace {

using zeroth::networks::Init;
using zeroth::networks::Linear;

class MlpTeacher final : public zeroth::Teacher, public zeroth::ClassifierHead {
 public:
  static void describe(zeroth::Schema<MlpTeacher>& s) {
    s.summary("Linear, ReLU, Linear over the seen classes, trained by cross-entropy.");
    s.cite("arXiv:2402.11424");
    s.param("embedding", &MlpTeacher::embedding_, "length of the embedding")
        .at_least(1)
        .at_most(1e6);
    s.param("epochs", &MlpTeacher::epochs_, "epochs of training").at_least(1).at_most(1e6);
    s.param("batch", &MlpTeacher::batch_, "rows per step").at_least(1).at_most(1e6);
    s.param("learning_rate", &MlpTeacher::learning_rate_, "of Adam").above(0);
    s.param("beta1", &MlpTeacher::beta1_, "Adam, first moment").at_least(0).below(1);
    s.param("beta2", &MlpTeacher::beta2_, "Adam, second moment").at_least(0).below(1);
    s.param("loss_weight", &MlpTeacher::loss_weight_,
            "multiplies the loss; small values are damped by Adam's epsilon")
        .above(0);
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    network_ = {Linear(sizes.features, embedding_, Init::normal, rng),
                Linear(embedding_, sizes.seen, Init::normal, rng)};
  }

  zeroth::NamedTensors parameters() override { return network_.parameters(); }

  zeroth::Schedule schedule() const override {
    return zeroth::Schedule::once(
        "teacher", zeroth::Optimiser().adam(learning_rate_, beta1_, beta2_),
        zeroth::Stage().sampling(zeroth::Sampling::epoch).epochs(epochs_).batch(batch_));
  }

  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator) override {
    return loss_weight_ *
           at::cross_entropy_loss(network_(batch.features()).logits, batch.positions);
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    return network_(features);
  }

  zeroth::Head head() const override {
    return {network_.classifier.weight, network_.classifier.bias};
  }

 private:
  std::int64_t embedding_ = 2048;
  std::int64_t epochs_ = 30;
  std::int64_t batch_ = 128;
  double learning_rate_ = 1e-4;
  double beta1_ = 0.5;
  double beta2_ = 0.999;
  double loss_weight_ = 1e-3;

  zeroth::networks::EmbeddingClassifier network_;
};

}  // namespace

ZEROTH_TEACHER(MlpTeacher, "mlp", "1.0.0")

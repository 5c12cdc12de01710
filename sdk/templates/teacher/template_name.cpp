/// TODO: what the teacher is, and the paper it comes from.
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/relu.h>
#include <zeroth/abilities.h>
#include <zeroth/networks/linear.h>
#include <zeroth/teacher.h>

namespace {

using zeroth::networks::Init;
using zeroth::networks::Linear;

class TemplateName final : public zeroth::Teacher, public zeroth::ClassifierHead {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("Linear, ReLU, Linear over the seen classes, trained by cross-entropy.");
    s.param("embedding", &TemplateName::embedding_, "length of the embedding").at_least(1);
    s.param("epochs", &TemplateName::epochs_, "epochs of training").at_least(1);
    s.param("learning_rate", &TemplateName::learning_rate_, "of Adam").above(0);
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    embedding_layer_ = Linear(sizes.features, embedding_, Init::uniform, rng);
    classifier_ = Linear(embedding_, sizes.seen, Init::uniform, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    embedding_layer_.append_to(tensors, "embedding");
    classifier_.append_to(tensors, "classifier");
    return tensors;
  }

  // Training is declared, not written: the host owns loops, optimisers and checkpoints.
  zeroth::Schedule schedule() const override {
    return zeroth::Schedule::once(
        "teacher", zeroth::Optimiser().adam(learning_rate_),
        zeroth::Stage().sampling(zeroth::Sampling::epoch).epochs(epochs_));
  }

  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator) override {
    return at::cross_entropy_loss(classify(batch.features()).logits, batch.positions);
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const at::Tensor embedding = at::relu(embedding_layer_(features));
    return {embedding, classifier_(embedding)};
  }

  // The last layer, for scores that read it.
  zeroth::Head head() const override { return {classifier_.weight, classifier_.bias}; }

 private:
  std::int64_t embedding_ = 512;
  std::int64_t epochs_ = 20;
  double learning_rate_ = 1e-3;
  Linear embedding_layer_, classifier_;
};

}  // namespace

ZEROTH_TEACHER(TemplateName, "template-name", "0.1.0")

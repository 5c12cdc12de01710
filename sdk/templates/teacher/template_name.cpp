/// TODO: what the teacher is, and the paper it comes from.
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros.h>
#include <zeroth/teacher.h>

#include <cmath>

namespace {

at::Tensor weights(std::int64_t outputs, std::int64_t inputs, at::Generator rng) {
  const double bound = 1 / std::sqrt(static_cast<double>(inputs));
  return at::empty({outputs, inputs}).uniform_(-bound, bound, rng);
}

class TemplateName final : public zeroth::Teacher {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("Linear, ReLU, Linear over the seen classes, trained by cross-entropy.");
    s.param("embedding", &TemplateName::embedding_, "length of the embedding").at_least(1);
    s.param("epochs", &TemplateName::epochs_, "epochs of training").at_least(1);
    s.param("learning_rate", &TemplateName::learning_rate_, "of Adam").above(0);
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    first_ = weights(embedding_, sizes.features, rng);
    first_bias_ = at::zeros({embedding_});
    second_ = weights(sizes.seen, embedding_, rng);
    second_bias_ = at::zeros({sizes.seen});
  }

  zeroth::NamedTensors parameters() override {
    return {{"embedding.weight", first_},
            {"embedding.bias", first_bias_},
            {"classifier.weight", second_},
            {"classifier.bias", second_bias_}};
  }

  // Training is declared, not written: the host owns loops, optimisers and checkpoints.
  zeroth::Schedule schedule() const override {
    zeroth::Optimiser adam;
    adam.name = "teacher";
    adam.parameters = {""};  // prefixes of names: all parameters
    adam.learning_rate = learning_rate_;
    zeroth::Stage stage;
    stage.name = "teacher";
    stage.passes = {{{1, {"teacher"}}}};  // one pass: once the phase "teacher" per batch
    stage.sampling = zeroth::Sampling::epoch;
    stage.epochs = epochs_;
    zeroth::Schedule schedule;
    schedule.optimisers = {adam};
    schedule.phases = {{"teacher", {"teacher"}}};  // it steps that optimiser
    schedule.stages = {stage};
    return schedule;
  }

  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator) override {
    return at::cross_entropy_loss(classify(batch.features).logits, batch.positions);
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const at::Tensor embedding = at::relu(at::linear(features, first_, first_bias_));
    return {embedding, at::linear(embedding, second_, second_bias_)};
  }

 private:
  std::int64_t embedding_ = 512;
  std::int64_t epochs_ = 20;
  double learning_rate_ = 1e-3;
  at::Tensor first_, first_bias_, second_, second_bias_;
};

}  // namespace

ZEROTH_TEACHER(TemplateName, "template-name", "0.1.0")

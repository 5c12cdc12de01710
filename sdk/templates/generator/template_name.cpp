/// TODO: what the generator is, and the paper it comes from.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/zeros.h>
#include <zeroth/generator.h>

#include <cmath>

namespace {

at::Tensor weights(std::int64_t outputs, std::int64_t inputs, at::Generator rng) {
  const double bound = 1 / std::sqrt(static_cast<double>(inputs));
  return at::empty({outputs, inputs}).uniform_(-bound, bound, rng);
}

class TemplateName final : public zeroth::Generator {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary(
        "Linear, ReLU, Linear, sigmoid of attributes and noise, trained by squared distance.");
    s.param("noise", &TemplateName::noise_, "length of the noise vector").at_least(1);
    s.param("hidden", &TemplateName::hidden_, "width of the hidden layer").at_least(1);
    s.param("learning_rate", &TemplateName::learning_rate_, "of Adam").above(0);
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    first_ = weights(hidden_, sizes.attributes + noise_, rng);
    first_bias_ = at::zeros({hidden_});
    second_ = weights(sizes.features, hidden_, rng);
    second_bias_ = at::zeros({sizes.features});
  }

  zeroth::NamedTensors parameters() override {
    return {{"generator.hidden.weight", first_},
            {"generator.hidden.bias", first_bias_},
            {"generator.output.weight", second_},
            {"generator.output.bias", second_bias_}};
  }

  // Training is declared, not written: the host owns loops, optimisers and checkpoints.
  zeroth::Schedule schedule() const override {
    zeroth::Optimiser adam;
    adam.name = "generator";
    adam.parameters = {"generator."};  // prefixes of names
    adam.learning_rate = learning_rate_;
    zeroth::Stage stage;
    stage.name = "regression";
    stage.passes = {{{1, {"generator"}}}};  // one pass: once the phase "generator" per batch
    zeroth::Schedule schedule;
    schedule.optimisers = {adam};
    schedule.phases = {{"generator", {"generator"}, /*joint=*/true}};  // a recipe may add its term
    schedule.stages = {stage};
    return schedule;
  }

  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator rng) override {
    return (sample(batch.attributes, rng) - batch.features).square().sum(1).mean();
  }

  // All randomness comes from `rng`.
  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    const at::Tensor noise =
        at::empty({attributes.size(0), noise_}, attributes.options()).normal_(0, 1, rng);
    const at::Tensor hidden =
        at::relu(at::linear(at::cat({attributes, noise}, 1), first_, first_bias_));
    return at::sigmoid(at::linear(hidden, second_, second_bias_));
  }

 private:
  std::int64_t noise_ = 16;
  std::int64_t hidden_ = 512;
  double learning_rate_ = 1e-3;
  at::Tensor first_, first_bias_, second_, second_bias_;
};

}  // namespace

ZEROTH_GENERATOR(TemplateName, "template-name", "0.1.0")

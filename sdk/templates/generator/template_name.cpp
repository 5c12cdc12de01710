/// TODO: what the generator is, and the paper it comes from.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <zeroth/generator.h>
#include <zeroth/networks/linear.h>
#include <zeroth/networks/noise.h>

namespace {

using zeroth::networks::Init;
using zeroth::networks::Linear;

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
    hidden_layer_ = Linear(sizes.attributes + noise_, hidden_, Init::uniform, rng);
    output_layer_ = Linear(hidden_, sizes.features, Init::uniform, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    hidden_layer_.append_to(tensors, "generator.hidden");
    output_layer_.append_to(tensors, "generator.output");
    return tensors;
  }

  // Training is declared, not written: the host owns loops, optimisers and checkpoints. This is one
  // optimiser of all parameters, stepped once a batch; see training.h for more.
  zeroth::Schedule schedule() const override {
    return zeroth::Schedule::once("generator", zeroth::Optimiser().adam(learning_rate_));
  }

  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator rng) override {
    return (sample(batch.attributes, rng) - batch.features()).square().sum(1).mean();
  }

  // All randomness comes from `rng`.
  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    const at::Tensor noise = zeroth::networks::normal_rows(attributes, noise_, rng);
    const at::Tensor hidden = at::relu(hidden_layer_(at::cat({attributes, noise}, 1)));
    return at::sigmoid(output_layer_(hidden));
  }

 private:
  std::int64_t noise_ = 16;
  std::int64_t hidden_ = 512;
  double learning_rate_ = 1e-3;
  Linear hidden_layer_, output_layer_;
};

}  // namespace

ZEROTH_GENERATOR(TemplateName, "template-name", "0.1.0")

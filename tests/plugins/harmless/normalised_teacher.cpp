// A teacher with batch norm and dropout: while it learns it takes the numbers of the batch, and
// remembers running ones for use.
#include <ATen/TensorOperators.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/nll_loss.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros.h>
#include <zeroth/teacher.h>

namespace {

class NormalisedTeacher final : public zeroth::Teacher {
 public:
  static void describe(zeroth::Schema<NormalisedTeacher>& s) {
    s.summary("A hidden layer with batch norm and dropout.");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    hidden_ = at::zeros({kWidth, sizes.features}, at::kFloat).normal_(0, 0.3, rng);
    scale_ = at::ones({kWidth}, at::kFloat);
    output_ = at::zeros({sizes.seen, kWidth}, at::kFloat).normal_(0, 0.3, rng);
    mean_ = at::zeros({kWidth}, at::kFloat);
    variance_ = at::ones({kWidth}, at::kFloat);
  }
  zeroth::NamedTensors parameters() override {
    return {{"hidden", hidden_}, {"scale", scale_}, {"output", output_}};
  }
  zeroth::NamedTensors state() override { return {{"mean", mean_}, {"variance", variance_}}; }

  zeroth::Schedule schedule() const override {
    return zeroth::Schedule::once("teacher", zeroth::Optimiser().adam(1e-3));
  }

  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator rng) override {
    const at::Tensor rows = at::linear(batch.features(), hidden_);
    const at::Tensor mean = rows.mean(0), variance = rows.var(0, /*unbiased=*/false);
    mean_.lerp_(mean.detach(), 0.1);
    variance_.lerp_(variance.detach(), 0.1);
    const at::Tensor kept = at::empty_like(rows).bernoulli_(0.8, rng).div(0.8);
    const at::Tensor logits = at::linear(normalised(rows, mean, variance).mul(kept), output_);
    return at::nll_loss(at::log_softmax(logits, 1), batch.positions);
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const at::Tensor embedding = normalised(at::linear(features, hidden_), mean_, variance_);
    return {embedding, at::linear(embedding, output_)};
  }

 private:
  static constexpr std::int64_t kWidth = 10;

  at::Tensor normalised(const at::Tensor& rows, const at::Tensor& mean,
                        const at::Tensor& variance) const {
    return at::relu(rows.sub(mean).div(variance.add(1e-5).sqrt()).mul(scale_).add(0.1));
  }

  at::Tensor hidden_, scale_, output_, mean_, variance_;
};

}  // namespace

ZEROTH_TEACHER(NormalisedTeacher, "normalised", "1.0.0")

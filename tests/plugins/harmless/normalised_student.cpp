// A student with batch norm and dropout. It learns where its parameters require a gradient; what it
// drops follows from a number that it counts in its state, because nobody hands it a generator.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros.h>
#include <zeroth/student.h>

namespace {

class NormalisedStudent final : public zeroth::Student {
 public:
  static void describe(zeroth::Schema<NormalisedStudent>& s) {
    s.summary("A hidden layer with batch norm and dropout.");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    hidden_ = at::zeros({kWidth, sizes.features}, at::kFloat).normal_(0, 0.3, rng);
    output_ = at::zeros({sizes.classes, kWidth}, at::kFloat).normal_(0, 0.3, rng);
    mean_ = at::zeros({kWidth}, at::kFloat);
    variance_ = at::ones({kWidth}, at::kFloat);
    calls_ = at::zeros({}, at::kFloat);
  }
  zeroth::NamedTensors parameters() override { return {{"hidden", hidden_}, {"output", output_}}; }
  zeroth::NamedTensors state() override {
    return {{"mean", mean_}, {"variance", variance_}, {"calls", calls_}};
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const at::Tensor rows = at::linear(features, hidden_);
    const at::Tensor embedding = learns() ? dropped(normalised(rows, rows.mean(0), spread(rows)))
                                          : normalised(rows, mean_, variance_);
    if (learns()) remember(rows.detach());
    return {embedding, at::linear(embedding, output_)};
  }

 private:
  static constexpr std::int64_t kWidth = 10;

  bool learns() const {
    return at::GradMode::is_enabled() && (hidden_.requires_grad() || output_.requires_grad());
  }
  static at::Tensor spread(const at::Tensor& rows) { return rows.var(0, /*unbiased=*/false); }
  static at::Tensor normalised(const at::Tensor& rows, const at::Tensor& mean,
                               const at::Tensor& variance) {
    return at::relu(rows.sub(mean).div(variance.add(1e-5).sqrt()).add(0.1));
  }
  void remember(const at::Tensor& rows) const {
    mean_.lerp_(rows.mean(0), 0.1);
    variance_.lerp_(spread(rows), 0.1);
    calls_.add_(1);
  }
  at::Tensor dropped(const at::Tensor& rows) const {
    const at::Tensor place = at::arange(rows.numel(), rows.options().requires_grad(false));
    const at::Tensor kept = place.add(calls_.mul(7)).remainder(5).gt(0);
    return rows.mul(kept.view(rows.sizes())).div(0.8);
  }

  at::Tensor hidden_, output_;
  mutable at::Tensor mean_, variance_, calls_;
};

}  // namespace

ZEROTH_STUDENT(NormalisedStudent, "normalised", "1.0.0")

/// Generative moment matching network on attributes: samples and features of a batch are drawn
/// together by the maximum mean discrepancy under Gaussian kernels, without a critic. Li, Swersky,
/// Zemel, ICML 2015, arXiv:1502.02761, equation 5; conditioned on attributes as in Bucher, Herbin,
/// Jurie, ICCV workshops 2017, arXiv:1708.06975.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/zeros.h>
#include <zeroth/generator.h>
#include <zeroth/networks/linear.h>
#include <zeroth/networks/noise.h>

namespace {

using zeroth::networks::Init;
using zeroth::networks::Linear;

/// Squared distances [N,M] of the rows of a [N,D] and b [M,D].
at::Tensor squared_distances(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor lengths = a.square().sum(1, true) + b.square().sum(1);
  return (lengths - 2 * a.matmul(b.t())).clamp_min(0);
}

at::Tensor in_own_units(const at::Tensor& distances) {
  return distances / distances.mean().clamp_min(1e-12);
}

class Gmmn final : public zeroth::Generator {
 public:
  static void describe(zeroth::Schema<Gmmn>& s) {
    s.summary(
        "Linear, leaky ReLU, Linear, sigmoid of attributes and noise, trained by moment matching.");
    s.cite("arXiv:1502.02761");
    s.cite("arXiv:1708.06975");
    s.param("noise", &Gmmn::noise_, "length of the noise vector").at_least(1);
    s.param("hidden", &Gmmn::hidden_, "width of the hidden layer").at_least(1);
    s.param("bandwidths", &Gmmn::bandwidths_,
            "of the Gaussian kernels, in units of a batch's mean distance");
    s.param("learning_rate", &Gmmn::learning_rate_, "of Adam").above(0);
  }

  void validate() const {
    if (bandwidths_.empty()) throw zeroth::Error("bandwidths must hold one number at least");
    for (const double one : bandwidths_) {
      if (!(one > 0)) throw zeroth::Error("bandwidths must be above 0");
    }
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

  zeroth::Schedule schedule() const override {
    return zeroth::Schedule::once("generator", zeroth::Optimiser().adam(learning_rate_));
  }

  // A feature and its attributes are matched together: a sample must fit its class. Both count in
  // units of their mean squared distance in the batch.
  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator rng) override {
    const at::Tensor classes = in_own_units(squared_distances(batch.attributes, batch.attributes));
    const at::Tensor real = batch.features(), fake = sample(batch.attributes, rng);
    const at::Tensor real_pairs = squared_distances(real, real);
    const at::Tensor unit = real_pairs.mean().clamp_min(1e-12);
    return kernel(squared_distances(fake, fake) / unit + classes) +
           kernel(real_pairs / unit + classes) -
           2 * kernel(squared_distances(fake, real) / unit + classes);
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    const at::Tensor noise = zeroth::networks::normal_rows(attributes, noise_, rng);
    const at::Tensor hidden = at::leaky_relu(hidden_layer_(at::cat({attributes, noise}, 1)), 0.2);
    return at::sigmoid(output_layer_(hidden));
  }

 private:
  /// Mean of the summed kernels over all pairs of rows.
  at::Tensor kernel(const at::Tensor& distances) const {
    at::Tensor sum = at::zeros({}, distances.options());
    for (const double width : bandwidths_) {
      sum = sum + (distances / (-2 * width * width)).exp().mean();
    }
    return sum;
  }

  std::int64_t noise_ = 16;
  std::int64_t hidden_ = 512;
  std::vector<double> bandwidths_ = {0.25, 0.5, 1, 2, 4};
  double learning_rate_ = 1e-3;
  Linear hidden_layer_, output_layer_;
};

}  // namespace

ZEROTH_GENERATOR(Gmmn, "gmmn", "0.1.0")

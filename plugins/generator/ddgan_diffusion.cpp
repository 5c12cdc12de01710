#include "plugins/generator/ddgan_diffusion.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/ones.h>

namespace zeroth::ddgan {
namespace {

constexpr double kFirstTime = 1e-3;
constexpr double kSmallestVariance = 1e-20;  // inside the logarithm only

/// The entry of each row's step as a column [B,1] of the rows' type.
at::Tensor column(const at::Tensor& table, const at::Tensor& step, const at::Tensor& rows) {
  return table.index_select(0, step).to(rows.scalar_type()).unsqueeze(1);
}

}  // namespace

Diffusion::Diffusion(std::int64_t steps, double beta_min, double beta_max,
                     const at::Device& device) {
  const auto options = at::TensorOptions(at::kDouble).device(device);
  const at::Tensor t =
      at::arange(steps + 1, options) * ((1 - kFirstTime) / static_cast<double>(steps)) + kFirstTime;
  const at::Tensor log_signal = t.square() * (-0.5 * (beta_max - beta_min)) - t * beta_min;
  betas = 1 - (log_signal.narrow(0, 1, steps) - log_signal.narrow(0, 0, steps)).exp();
  alpha_bars = (1 - betas).cumprod(0);
  before = at::cat({at::ones({1}, options), alpha_bars.narrow(0, 0, steps - 1)});
  const at::Tensor noise = 1 - alpha_bars;
  of_clean = betas * before.sqrt() / noise;
  of_noisy = (1 - before) * (1 - betas).sqrt() / noise;
  variance = betas * (1 - before) / noise;
}

NamedTensors Diffusion::tables() const {
  return {{"betas", betas},       {"alpha_bars", alpha_bars}, {"before", before},
          {"of_clean", of_clean}, {"of_noisy", of_noisy},     {"variance", variance}};
}

NoisyPair noisy_pair(const Diffusion& diffusion, const at::Tensor& x, const at::Tensor& step,
                     const at::Tensor& first_noise, const at::Tensor& second_noise) {
  const at::Tensor signal = column(diffusion.before, step, x);
  const at::Tensor beta = column(diffusion.betas, step, x);
  NoisyPair pair;
  pair.cleaner = signal.sqrt() * x + (1 - signal).sqrt() * first_noise;
  pair.noisier = (1 - beta).sqrt() * pair.cleaner + beta.sqrt() * second_noise;
  return pair;
}

at::Tensor posterior_mean(const Diffusion& diffusion, const at::Tensor& clean,
                          const at::Tensor& noisy, const at::Tensor& step) {
  return column(diffusion.of_clean, step, clean) * clean +
         column(diffusion.of_noisy, step, clean) * noisy;
}

at::Tensor posterior_sample(const Diffusion& diffusion, const at::Tensor& clean,
                            const at::Tensor& noisy, const at::Tensor& step,
                            const at::Tensor& noise) {
  return posterior_mean(diffusion, clean, noisy, step) +
         column(diffusion.variance.sqrt(), step, clean) * noise;
}

TensorMap diffusion_piece(const std::string& name, const TensorMap& in) {
  const at::Device device = in.contains("step") ? in["step"].device() : at::Device(at::kCPU);
  const Diffusion diffusion(in["T"].item<std::int64_t>(), in["beta_min"].item<double>(),
                            in["beta_max"].item<double>(), device);
  TensorMap out;
  if (name == "ddgan.schedule") {
    out.set("betas", diffusion.betas);
    out.set("alphas", 1 - diffusion.betas);
    out.set("alpha_bars", diffusion.alpha_bars);
  } else if (name == "ddgan.forward-pair") {
    const NoisyPair pair =
        noisy_pair(diffusion, in["features"], in["step"], in["first_noise"], in["second_noise"]);
    out.set("cleaner", pair.cleaner);
    out.set("noisier", pair.noisier);
  } else {
    const at::Tensor variance = diffusion.variance.index_select(0, in["step"]);
    out.set("mean", posterior_mean(diffusion, in["x_0"], in["x_t"], in["step"]));
    out.set("variance", variance);
    out.set("log_variance", variance.clamp_min(kSmallestVariance).log());
    out.set("sample", posterior_sample(diffusion, in["x_0"], in["x_t"], in["step"], in["noise"]));
  }
  return out;
}

}  // namespace zeroth::ddgan

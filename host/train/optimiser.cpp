#include "host/train/optimiser.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "host/base/problem.h"
#include "host/precision/bf16_copies.h"
#include "host/train/optimiser_kernels.h"

namespace zeroth::host {
namespace {

// Elements at a time: large against the cost of handing them to a thread, small against a cache.
constexpr std::int64_t kGrain = 1 << 15;

bool is_plain(const at::Tensor& tensor) {
  return tensor.is_contiguous() && tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat;
}

/// The kernel over all elements. Where a bf16 copy of the parameter is in use it is made anew on
/// the way, while the elements lie in the cache.
template <class Kernel>
void over_stretches(const at::Tensor& parameter, const at::Tensor& gradient,
                    const at::Tensor& first, const at::Tensor& second, Kernel&& kernel) {
  const Stretch all{parameter.data_ptr<float>(), gradient.data_ptr<float>(),
                    first.data_ptr<float>(), second.data_ptr<float>(), parameter.numel()};
  std::uint16_t* const rounded = bf16_copy_in_use(parameter);
  at::parallel_for(0, all.count, kGrain, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t begin = from; begin < to; begin += kGrain) {
      const std::int64_t count = std::min(kGrain, to - begin);
      kernel(Stretch{all.parameter + begin, all.gradient + begin, all.first + begin,
                     all.second + begin, count});
      if (rounded) round_to_bf16(all.parameter + begin, count, rounded + begin);
    }
  });
  parameter.unsafeGetTensorImpl()->bump_version();  // LibTorch saw nothing being written
  if (rounded) bf16_copy_is_current(parameter);
}

/// The same step by whole-tensor operations, for double precision and other devices.
void adam_by_tensors(at::Tensor p, const at::Tensor& g, at::Tensor m, at::Tensor v,
                     const Optimiser& s, double rate, double inverse_root) {
  m.mul_(s.beta1).add_(g, 1 - s.beta1);
  v.mul_(s.beta2).addcmul_(g, g, 1 - s.beta2);
  p.addcdiv_(m, v.sqrt().mul_(inverse_root).add_(s.epsilon), -rate);
}

void rmsprop_by_tensors(at::Tensor p, const at::Tensor& g, at::Tensor b, at::Tensor v,
                        const Optimiser& s) {
  v.mul_(s.beta2).addcmul_(g, g, 1 - s.beta2);
  b.mul_(s.momentum).addcdiv_(g, v.sqrt().add_(s.epsilon));
  p.add_(b, -s.learning_rate);
}

}  // namespace

FusedOptimiser::FusedOptimiser(Optimiser settings, NamedTensors parameters)
    : settings_(std::move(settings)),
      adam_(settings_.kind == "adam"),
      parameters_(std::move(parameters)),
      steps_(at::zeros({static_cast<std::int64_t>(parameters_.size())}, at::kLong)) {
  if (!adam_ && settings_.kind != "rmsprop") {
    throw Failure(Exit::run_failed, {"unknown optimiser \"" + settings_.kind + "\"",
                                     settings_.name,
                                     {"known: adam, rmsprop"},
                                     ""});
  }
  for (const NamedTensor& one : parameters_) {
    keep_bf16_copy(one.tensor);
    first_.push_back(at::zeros_like(one.tensor));
    second_.push_back(at::zeros_like(one.tensor));
    if (settings_.accumulate) sums_.push_back(at::zeros_like(one.tensor));
  }
}

void FusedOptimiser::step(const std::vector<at::Tensor>& gradients) {
  const at::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    if (!gradients[i].defined()) continue;
    step_one(i, settings_.accumulate ? sums_[i].add_(gradients[i]) : gradients[i]);
  }
}

void FusedOptimiser::begin_epoch() {
  for (at::Tensor& sum : sums_) sum.zero_();
}

void FusedOptimiser::step_one(std::size_t index, const at::Tensor& gradient) {
  const Optimiser& s = settings_;
  const at::Tensor parameter = parameters_[index].tensor.detach();
  const at::Tensor &first = first_[index], &second = second_[index];
  const auto count = static_cast<double>(++steps_.data_ptr<std::int64_t>()[index]);
  const double rate = s.learning_rate / (1 - std::pow(s.beta1, count));
  const double inverse_root = 1 / std::sqrt(1 - std::pow(s.beta2, count));
  const auto as_float = [](double value) { return static_cast<float>(value); };
  if (is_plain(parameter) && is_plain(gradient)) {
    if (adam_) {
      const AdamStep step{as_float(s.beta1),      as_float(s.beta2),   as_float(rate),
                          as_float(inverse_root), as_float(s.epsilon), as_float(s.weight_decay)};
      over_stretches(parameter, gradient, first, second,
                     [&](const Stretch& part) { adam_step(part, step); });
    } else {
      const RmspropStep step{as_float(s.beta2), as_float(s.momentum), as_float(s.learning_rate),
                             as_float(s.epsilon), as_float(s.weight_decay)};
      over_stretches(parameter, gradient, first, second,
                     [&](const Stretch& part) { rmsprop_step(part, step); });
    }
    return;
  }
  const at::Tensor g = s.weight_decay == 0 ? gradient : gradient.add(parameter, s.weight_decay);
  if (adam_) {
    adam_by_tensors(parameter, g, first, second, s, rate, inverse_root);
  } else {
    rmsprop_by_tensors(parameter, g, first, second, s);
  }
}

NamedTensors FusedOptimiser::state() const {
  NamedTensors all = {{"steps", steps_}};
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    all.push_back({"first/" + parameters_[i].name, first_[i]});
    all.push_back({"second/" + parameters_[i].name, second_[i]});
    if (settings_.accumulate) all.push_back({"sum/" + parameters_[i].name, sums_[i]});
  }
  return all;
}

}  // namespace zeroth::host

#include "host/train/optimiser.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <utility>

#include "host/precision/bf16_copies.h"
#include "host/train/gradient_clip.h"
#include "host/train/optimiser_kernels.h"
#include "host/train/plain_tensor.h"
#include "host/train/rate.h"
#include "host/train/restore.h"

namespace zeroth::host {
namespace {

// Elements at a time: large against the cost of handing them to a thread, small against a cache.
constexpr std::int64_t kGrain = 1 << 15;

float* start_of(const at::Tensor& kept) {
  return kept.defined() ? kept.data_ptr<float>() : nullptr;
}

float* from(float* start, std::int64_t begin) { return start ? start + begin : nullptr; }

float as_float(double value) { return static_cast<float>(value); }

/// The kernel over all elements. Where a bf16 copy of the parameter is in use it is made anew on
/// the way, while the elements lie in the cache.
template <class Kernel>
void over_stretches(const at::Tensor& parameter, const Stretch& all, Kernel&& kernel) {
  std::uint16_t* const rounded = bf16_copy_in_use(parameter);
  at::parallel_for(0, all.count, kGrain, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t begin = first; begin < last; begin += kGrain) {
      const std::int64_t count = std::min(kGrain, last - begin);
      kernel(Stretch{all.parameter + begin, all.gradient + begin, from(all.first, begin),
                     from(all.second, begin), from(all.largest, begin), count});
      if (rounded) round_to_bf16(all.parameter + begin, count, rounded + begin);
    }
  });
  parameter.unsafeGetTensorImpl()->bump_version();  // LibTorch saw nothing being written
  if (rounded) bf16_copy_is_current(parameter);
}

AdamStep adam_settings(const plan::Optimiser& s, double count, const StepScale& scale) {
  const AdamBias bias(s, scale.rate, count);
  const bool decoupled = s.kind == plan::Kind::adamw;
  return {{as_float(scale.gradient), decoupled ? 0.0F : as_float(s.weight_decay)},
          as_float(s.beta1),
          as_float(s.beta2),
          as_float(bias.rate),
          as_float(bias.inverse_root),
          as_float(s.epsilon),
          decoupled ? as_float(1 - scale.rate * s.weight_decay) : 1.0F};
}

}  // namespace

FusedOptimiser::FusedOptimiser(plan::Optimiser settings, NamedTensors parameters)
    : settings_(std::move(settings)),
      parameters_(std::move(parameters)),
      steps_(at::zeros({static_cast<std::int64_t>(parameters_.size())}, at::kLong)),
      taken_(at::zeros({}, at::kLong)) {
  const bool sgd = settings_.kind == plan::Kind::sgd;
  for (const NamedTensor& one : parameters_) {
    const auto kept = [&](bool is) { return is ? at::zeros_like(one.tensor) : at::Tensor(); };
    keep_bf16_copy(one.tensor);
    first_.push_back(kept(!sgd || settings_.momentum != 0));
    second_.push_back(kept(!sgd));
    largest_.push_back(kept(settings_.kind == plan::Kind::amsgrad));
    if (settings_.accumulate) sums_.push_back(at::zeros_like(one.tensor));
  }
}

bool FusedOptimiser::has_shape() const {
  return settings_.rate.shape != plan::Shape::constant || settings_.rate.warm_up > 0;
}

StepScale FusedOptimiser::next_scale(const std::vector<at::Tensor>& gradients) {
  StepScale scale{settings_.learning_rate, 1.0, {}};
  if (settings_.clip != 0 && are_elsewhere(gradients)) {
    scale.there = clip_scale_there(gradients, settings_.clip);
  } else {
    scale.gradient = clip_scale(gradients, settings_.clip);
  }
  if (!has_shape()) return scale;
  std::int64_t& taken = *taken_.data_ptr<std::int64_t>();
  scale.rate *= rate_share(settings_.rate, taken++, total_);
  return scale;
}

void FusedOptimiser::step(const std::vector<at::Tensor>& all_gradients) {
  const at::NoGradGuard no_gradient;
  std::vector<at::Tensor> gradients = all_gradients;
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    if (gradients[i].defined()) gradients[i] = sums_[i].add_(gradients[i]);
  }
  const StepScale scale = next_scale(gradients);
  ManyTensors others;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    if (!gradients[i].defined()) continue;
    const at::Tensor parameter = parameters_[i].tensor.detach();
    const auto count = static_cast<double>(++steps_.data_ptr<std::int64_t>()[i]);
    if (is_plain(parameter) && is_plain(gradients[i])) {
      step_plain(i, gradients[i], count, scale);
      continue;
    }
    others.parameters.push_back(parameter);
    others.gradients.push_back(gradients[i]);
    others.first.push_back(first_[i]);
    others.second.push_back(second_[i]);
    others.largest.push_back(largest_[i]);
    others.counts.push_back(count);
  }
  step_by_tensors(others, settings_, scale);
}

void FusedOptimiser::begin_epoch() {
  for (at::Tensor& sum : sums_) sum.zero_();
}

void FusedOptimiser::step_plain(std::size_t index, const at::Tensor& gradient, double count,
                                const StepScale& scale) {
  const plan::Optimiser& s = settings_;
  const at::Tensor parameter = parameters_[index].tensor.detach();
  const Stretch all{parameter.data_ptr<float>(), gradient.data_ptr<float>(),
                    start_of(first_[index]),     start_of(second_[index]),
                    start_of(largest_[index]),   parameter.numel()};
  const GradientReading read{as_float(scale.gradient), as_float(s.weight_decay)};
  const float rate = as_float(scale.rate), momentum = as_float(s.momentum);
  const auto run = [&](auto kernel, const auto& step) {
    over_stretches(parameter, all, [&](const Stretch& part) { kernel(part, step); });
  };
  switch (s.kind) {
    case plan::Kind::adam:
    case plan::Kind::adamw:
      return run(adam_step, adam_settings(s, count, scale));
    case plan::Kind::amsgrad:
      return run(amsgrad_step, adam_settings(s, count, scale));
    case plan::Kind::rmsprop:
      return run(rmsprop_step,
                 RmspropStep{read, as_float(s.beta2), momentum, rate, as_float(s.epsilon)});
    case plan::Kind::sgd:
      return run(sgd_step, SgdStep{read, momentum, rate, s.nesterov});
  }
}

NamedTensors FusedOptimiser::state() const {
  NamedTensors all = {{"steps", steps_}};
  const auto add = [&](const char* folder, const std::string& name, const at::Tensor& tensor) {
    if (tensor.defined()) all.push_back({folder + name, tensor});
  };
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    add("first/", parameters_[i].name, first_[i]);
    add("second/", parameters_[i].name, second_[i]);
    add("largest/", parameters_[i].name, largest_[i]);
    if (settings_.accumulate) add("sum/", parameters_[i].name, sums_[i]);
  }
  if (has_shape()) all.push_back({"taken", taken_});
  return all;
}

void FusedOptimiser::check_restored(const std::string& prefix) const {
  for (const auto& [name, count] : {std::pair{"steps", steps_}, std::pair{"taken", taken_}}) {
    if ((count < 0).any().item<bool>()) {
      refuse_damaged(prefix + name, "counts less than no step");
    }
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::string& name = parameters_[i].name;
    if (first_[i].defined() && first_[i].isnan().any().item<bool>()) {
      refuse_damaged(prefix + "first/" + name, "holds what is no number");
    }
    const auto check_squares = [&](const char* folder, const at::Tensor& kept) {
      // Of squares. A NaN fails the comparison too.
      if (!kept.defined() || (kept >= 0).all().item<bool>()) return;
      refuse_damaged(prefix + folder + name, "holds what is no mean of squares");
    };
    check_squares("second/", second_[i]);
    check_squares("largest/", largest_[i]);
  }
}

}  // namespace zeroth::host

#include "host/train/optimiser.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/precision/bf16_copies.h"
#include "host/train/optimiser_by_tensors.h"
#include "host/train/optimiser_kernels.h"
#include "host/train/restore.h"

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
  ManyTensors others;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    if (!gradients[i].defined()) continue;
    const at::Tensor gradient = settings_.accumulate ? sums_[i].add_(gradients[i]) : gradients[i];
    const at::Tensor parameter = parameters_[i].tensor.detach();
    const auto count = static_cast<double>(++steps_.data_ptr<std::int64_t>()[i]);
    if (is_plain(parameter) && is_plain(gradient)) {
      step_plain(i, parameter, gradient, count);
    } else {
      others.add(parameter, gradient, first_[i], second_[i], count);
    }
  }
  step_by_tensors(others, settings_);
}

void FusedOptimiser::begin_epoch() {
  for (at::Tensor& sum : sums_) sum.zero_();
}

void FusedOptimiser::step_plain(std::size_t index, const at::Tensor& parameter,
                                const at::Tensor& gradient, double count) {
  const Optimiser& s = settings_;
  const at::Tensor &first = first_[index], &second = second_[index];
  const auto as_float = [](double value) { return static_cast<float>(value); };
  if (adam_) {
    const AdamBias bias(s, count);
    const AdamStep step{as_float(s.beta1),           as_float(s.beta2),   as_float(bias.rate),
                        as_float(bias.inverse_root), as_float(s.epsilon), as_float(s.weight_decay)};
    over_stretches(parameter, gradient, first, second,
                   [&](const Stretch& part) { adam_step(part, step); });
  } else {
    const RmspropStep step{as_float(s.beta2), as_float(s.momentum), as_float(s.learning_rate),
                           as_float(s.epsilon), as_float(s.weight_decay)};
    over_stretches(parameter, gradient, first, second,
                   [&](const Stretch& part) { rmsprop_step(part, step); });
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

void FusedOptimiser::check_restored(const std::string& prefix) const {
  if ((steps_ < 0).any().item<bool>()) {
    refuse_damaged(prefix + "steps", "counts less than no step");
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::string& name = parameters_[i].name;
    if (first_[i].isnan().any().item<bool>()) {
      refuse_damaged(prefix + "first/" + name, "holds what is no number");
    }
    // Of squares. A NaN fails the comparison too.
    if (!(second_[i] >= 0).all().item<bool>()) {
      refuse_damaged(prefix + "second/" + name, "holds what is no mean of squares");
    }
  }
}

}  // namespace zeroth::host

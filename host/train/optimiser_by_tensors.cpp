#include "host/train/optimiser_by_tensors.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sqrt.h>
#include <ATen/ops/maximum.h>

#include <cmath>

namespace zeroth::host {
namespace {

void update_second_moments(const ManyTensors& all, const plan::Optimiser& s) {
  at::_foreach_mul_(all.second, s.beta2);
  at::_foreach_addcmul_(all.second, all.gradients, all.gradients, 1 - s.beta2);
}

/// The moments that Adam divides by.
const std::vector<at::Tensor>& divisors_of(const ManyTensors& all, const plan::Optimiser& s) {
  if (s.kind != plan::Kind::amsgrad) return all.second;
  for (std::size_t i = 0; i < all.second.size(); ++i) {
    at::Tensor largest = all.largest[i];
    at::maximum_out(largest, largest, all.second[i]);
  }
  return all.largest;
}

void adam(const ManyTensors& all, const plan::Optimiser& s, double learning_rate) {
  std::vector<at::Scalar> rates, inverse_roots;
  for (const double count : all.counts) {
    const AdamBias bias(s, learning_rate, count);
    rates.emplace_back(-bias.rate);
    inverse_roots.emplace_back(bias.inverse_root);
  }
  if (s.kind == plan::Kind::adamw && s.weight_decay != 0) {
    at::_foreach_mul_(all.parameters, 1 - learning_rate * s.weight_decay);
  }
  at::_foreach_mul_(all.first, s.beta1);
  at::_foreach_add_(all.first, all.gradients, 1 - s.beta1);
  update_second_moments(all, s);
  const std::vector<at::Tensor> divisors = at::_foreach_sqrt(divisors_of(all, s));
  at::_foreach_mul_(divisors, inverse_roots);
  at::_foreach_add_(divisors, s.epsilon);
  at::_foreach_addcdiv_(all.parameters, all.first, divisors, rates);
}

void rmsprop(const ManyTensors& all, const plan::Optimiser& s, double learning_rate) {
  update_second_moments(all, s);
  const std::vector<at::Tensor> divisors = at::_foreach_sqrt(all.second);
  at::_foreach_add_(divisors, s.epsilon);
  at::_foreach_mul_(all.first, s.momentum);
  at::_foreach_addcdiv_(all.first, all.gradients, divisors);
  at::_foreach_add_(all.parameters, all.first, -learning_rate);
}

void sgd(const ManyTensors& all, const plan::Optimiser& s, double learning_rate) {
  if (s.momentum == 0) return at::_foreach_add_(all.parameters, all.gradients, -learning_rate);
  at::_foreach_mul_(all.first, s.momentum);
  at::_foreach_add_(all.first, all.gradients);
  if (!s.nesterov) return at::_foreach_add_(all.parameters, all.first, -learning_rate);
  const auto ahead = at::_foreach_add(all.gradients, all.first, s.momentum);
  at::_foreach_add_(all.parameters, ahead, -learning_rate);
}

}  // namespace

AdamBias::AdamBias(const plan::Optimiser& settings, double learning_rate, double count)
    : rate(learning_rate / (1 - std::pow(settings.beta1, count))),
      inverse_root(1 / std::sqrt(1 - std::pow(settings.beta2, count))) {}

void step_by_tensors(const ManyTensors& all, const plan::Optimiser& settings,
                     const StepScale& scale) {
  if (all.parameters.empty()) return;
  ManyTensors read = all;
  if (scale.there.defined()) {
    for (at::Tensor& one : read.gradients) one = one.mul(scale.there);
  }
  if (scale.gradient != 1) read.gradients = at::_foreach_mul(read.gradients, scale.gradient);
  if (settings.weight_decay != 0 && settings.kind != plan::Kind::adamw) {
    read.gradients = at::_foreach_add(read.gradients, all.parameters, settings.weight_decay);
  }
  switch (settings.kind) {
    case plan::Kind::adam:
    case plan::Kind::adamw:
    case plan::Kind::amsgrad:
      return adam(read, settings, scale.rate);
    case plan::Kind::rmsprop:
      return rmsprop(read, settings, scale.rate);
    case plan::Kind::sgd:
      return sgd(read, settings, scale.rate);
  }
}

}  // namespace zeroth::host

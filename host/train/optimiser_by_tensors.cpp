#include "host/train/optimiser_by_tensors.h"

#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sqrt.h>

#include <cmath>

namespace zeroth::host {
namespace {

void update_second_moments(const ManyTensors& all, const Optimiser& s) {
  at::_foreach_mul_(all.second, s.beta2);
  at::_foreach_addcmul_(all.second, all.gradients, all.gradients, 1 - s.beta2);
}

void adam(const ManyTensors& all, const Optimiser& s) {
  std::vector<at::Scalar> rates, inverse_roots;
  for (const double count : all.counts) {
    const AdamBias bias(s, count);
    rates.emplace_back(-bias.rate);
    inverse_roots.emplace_back(bias.inverse_root);
  }
  at::_foreach_mul_(all.first, s.beta1);
  at::_foreach_add_(all.first, all.gradients, 1 - s.beta1);
  update_second_moments(all, s);
  const std::vector<at::Tensor> divisors = at::_foreach_sqrt(all.second);
  at::_foreach_mul_(divisors, inverse_roots);
  at::_foreach_add_(divisors, s.epsilon);
  at::_foreach_addcdiv_(all.parameters, all.first, divisors, rates);
}

void rmsprop(const ManyTensors& all, const Optimiser& s) {
  update_second_moments(all, s);
  const std::vector<at::Tensor> divisors = at::_foreach_sqrt(all.second);
  at::_foreach_add_(divisors, s.epsilon);
  at::_foreach_mul_(all.first, s.momentum);
  at::_foreach_addcdiv_(all.first, all.gradients, divisors);
  at::_foreach_add_(all.parameters, all.first, -s.learning_rate);
}

}  // namespace

void ManyTensors::add(const at::Tensor& parameter, const at::Tensor& gradient,
                      const at::Tensor& first_moment, const at::Tensor& second_moment,
                      double count) {
  parameters.push_back(parameter);
  gradients.push_back(gradient);
  first.push_back(first_moment);
  second.push_back(second_moment);
  counts.push_back(count);
}

AdamBias::AdamBias(const Optimiser& settings, double count)
    : rate(settings.learning_rate / (1 - std::pow(settings.beta1, count))),
      inverse_root(1 / std::sqrt(1 - std::pow(settings.beta2, count))) {}

void step_by_tensors(const ManyTensors& all, const Optimiser& settings) {
  if (all.parameters.empty()) return;
  ManyTensors decayed = all;
  if (settings.weight_decay != 0) {
    decayed.gradients = at::_foreach_add(all.gradients, all.parameters, settings.weight_decay);
  }
  if (settings.kind == "adam") {
    adam(decayed, settings);
  } else {
    rmsprop(decayed, settings);
  }
}

}  // namespace zeroth::host

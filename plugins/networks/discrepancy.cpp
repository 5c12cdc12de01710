#include "plugins/networks/discrepancy.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logaddexp.h>

#include <cmath>

namespace zeroth::networks {
namespace {

constexpr double kUnderRoot = 1e-9;  // keeps the derivative finite where p = q

/// KL(P || Q) of every row.
at::Tensor kullback_leibler(const at::Tensor& log_p, const at::Tensor& log_q) {
  return (log_p.exp() * (log_p - log_q)).sum(1);
}

}  // namespace

at::Tensor distance(const at::Tensor& p, const at::Tensor& q, Discrepancy form) {
  const at::Tensor d = p - q;
  const at::Tensor square = d.square().sum(1);
  if (form == Discrepancy::printed) return square.mean();
  return (d.abs().pow(3).sum(1) / (square + kUnderRoot).sqrt()).mean();
}

at::Tensor divergence(const at::Tensor& p, const at::Tensor& q, Discrepancy form) {
  const at::Tensor log_p = at::log_softmax(p, 1), log_q = at::log_softmax(q, 1);
  if (form == Discrepancy::printed) {
    return 0.5 * (kullback_leibler(log_p, log_q) + kullback_leibler(log_q, log_p)).mean();
  }
  const at::Tensor log_mean = at::logaddexp(log_p, log_q) - std::log(2.0);
  return 0.5 * (kullback_leibler(log_p, log_mean) + kullback_leibler(log_q, log_mean)).mean();
}

}  // namespace zeroth::networks

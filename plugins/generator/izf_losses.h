#pragma once

#include <ATen/core/Tensor.h>

#include "plugins/generator/izf_flow.h"

// What IZF's flow learns by (plugins/generator/README.md).
namespace zeroth::izf {

/// Negative log-likelihood of rows, without its constant, for each feature: their codes' first d
/// numbers are N(attributes, deviation^2), the others N(0,1). coded of [B,D], attributes [B,d] ->
/// scalar.
at::Tensor likelihood_loss(const Coded& coded, const at::Tensor& attributes, double deviation);

/// Squared maximum mean discrepancy of two sets of rows (Gretton et al., JMLR 2012, equation 5),
/// its kernel the sum of three Gaussian ones whose widths follow the mean squared distance among x,
/// a constant. x [N,D], y [M,D] -> scalar, 0 where both are the same set.
at::Tensor discrepancy(const at::Tensor& x, const at::Tensor& y);

}  // namespace zeroth::izf

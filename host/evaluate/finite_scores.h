#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/predictor.h>

#include <cstdint>

#include "host/evaluate/test_data.h"

namespace zeroth::host {

/// Scores that are not finite cannot be compared: they are refused before anything sorts them.
/// scores [n,any]; `rows` [n] int64 are the test rows that they belong to; `device` is the
/// predictor's.
/// @throws Failure naming row, value and component: bad_data where the row's own features are to
/// blame, run_failed otherwise.
void expect_finite_scores(const at::Tensor& scores, const at::Tensor& rows, const TestData& data,
                          const at::Device& device, const Predictor& predictor);

}  // namespace zeroth::host

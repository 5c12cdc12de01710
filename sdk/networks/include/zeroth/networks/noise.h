#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace zeroth::networks {

/// Standard normal rows [B,length] beside `rows` [B,...], of their dtype and device.
at::Tensor normal_rows(const at::Tensor& rows, std::int64_t length, at::Generator rng);

/// One number in [0,1) for each of `rows` [B,...]: [B].
at::Tensor uniform_mix(const at::Tensor& rows, at::Generator rng);

}  // namespace zeroth::networks

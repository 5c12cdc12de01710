#pragma once

#include <ATen/core/Tensor.h>

#include <optional>

namespace zeroth::host {

/// Says that many products read `parameter` [fp32] between two of its changes: its bf16 copy is
/// kept for as long as the parameter lives, made anew when the parameter's version has changed.
/// Whoever writes through a pointer has to bump that version. Costs nothing until a bf16 product
/// reads it.
void keep_bf16_copy(const at::Tensor& parameter);

/// The copy that is kept of what `matrix` is a view of, up to date, viewed likewise.
std::optional<at::Tensor> find_bf16_copy(const at::Tensor& matrix);

}  // namespace zeroth::host

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace zeroth::host {

/// Says that many products read `tensor` between two of its changes, a parameter or a batch: its
/// bf16 copy is kept for as long as it lives, made anew when its version has changed. Whoever
/// writes through a pointer has to bump that version. Costs nothing until a bf16 product reads it,
/// and for what is not fp32.
void keep_bf16_copy(const at::Tensor& tensor);

/// The copy that is kept of what `matrix` is a view of, up to date, viewed likewise.
std::optional<at::Tensor> find_bf16_copy(const at::Tensor& matrix);

/// For whoever is about to write every element of a kept tensor: the copy's elements, to be written
/// with it, where products have read some; null otherwise.
std::uint16_t* bf16_copy_in_use(const at::Tensor& tensor);
/// The copy was written, after the last change of the tensor's version.
void bf16_copy_is_current(const at::Tensor& tensor);

}  // namespace zeroth::host

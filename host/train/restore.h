#pragma once

#include <zeroth/tensors.h>

namespace zeroth::host {

/// Overwrites every target with the saved tensor of its name.
/// @throws Failure(bad_data) naming the first tensor that is missing or of another shape or type.
void restore_in_place(const NamedTensors& targets, const TensorMap& saved);

}  // namespace zeroth::host

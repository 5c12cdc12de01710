#pragma once

#include <zeroth/tensors.h>

#include <string>

namespace zeroth::host {

/// Overwrites every target with the saved tensor of its name.
/// @throws Failure(bad_data) naming the first tensor that is missing or of another shape or type.
void restore_in_place(const NamedTensors& targets, const TensorMap& saved);

/// @throws Failure(bad_data): the saved tensor of that name holds what no training leaves. `why`
/// goes on from the name: "is no permutation".
[[noreturn]] void refuse_damaged(const std::string& name, const std::string& why);

}  // namespace zeroth::host

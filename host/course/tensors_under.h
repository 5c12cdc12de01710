#pragma once

#include <zeroth/tensors.h>

#include <string>

namespace zeroth::host {

/// The tensors whose names begin with `prefix`, under what is left of their names.
TensorMap tensors_under(const std::string& prefix, const TensorMap& all);

}  // namespace zeroth::host

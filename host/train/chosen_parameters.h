#pragma once

#include <zeroth/tensors.h>

#include <string>
#include <vector>

namespace zeroth::host {

/// Those parameters whose names begin with one of the prefixes.
NamedTensors chosen(const NamedTensors& parameters, const std::vector<std::string>& prefixes);

}  // namespace zeroth::host

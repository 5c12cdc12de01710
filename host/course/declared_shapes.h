#pragma once

#include <zeroth/description.h>
#include <zeroth/expert.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace zeroth::host {

/// The shapes that an expert declares for its outputs, with the sizes of the problem in the place
/// of symbols: K attributes, C classes, S seen and U unseen ones, M channels, R regions, G numbers
/// of a word vector; B images as host_side::kRows. A symbol that is none of these may be any size.
/// Of two outputs of one name the first is meant.
std::map<std::string, std::vector<std::int64_t>> declared_shapes(
    const std::vector<TensorDescription>& outputs, const RegionProblem& problem);

}  // namespace zeroth::host

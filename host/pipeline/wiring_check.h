#pragma once

#include <zeroth/description.h>

#include <string>
#include <vector>

#include "host/pipeline/values_check.h"

namespace zeroth::host {

/// Checks that every tensor a loss reads is offered by the recipe, has the right rank and type, and
/// that a symbol of the loss means one size: "[B,E] and [B,E]" cannot be fed from [B,S] and [B,C].
void check_wiring(const Description& loss, const Json& block, const std::string& pointer,
                  const std::vector<TensorDescription>& offered, ProblemList& problems);

/// Whether an input can be bound to a tensor, as far as rank and type alone tell.
bool same_rank_and_type(const TensorDescription& input, const TensorDescription& offered);

}  // namespace zeroth::host

#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// Whether the blocks of `train` that name optimisers name those of the run.
/// @throws Failure(bad_configuration) for every key that does not.
void check_optimiser_names(const Json& pipeline, const Composer& composer,
                           const std::vector<std::string>& known);

}  // namespace zeroth::host

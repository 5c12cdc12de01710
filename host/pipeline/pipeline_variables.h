#pragma once

#include "host/pipeline/pipeline.h"

namespace zeroth::host {

/// Puts values for `${name}`, `${env:NAME}` and `${env:NAME:-default}` in every text of the
/// document, and of those `vars` that the document names.
/// @throws Failure(bad_configuration) with every unknown or unset variable.
void substitute_variables(Pipeline& pipeline, bool allow_unset_environment);

}  // namespace zeroth::host

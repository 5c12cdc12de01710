#pragma once

#include <string>

#include "host/catalog/pipeline.h"

namespace zeroth::host {

/// The pipeline of a run directory, as it was resolved then.
/// @throws Failure(no_input) when there is none, Failure(bad_data) when it is damaged.
Pipeline pipeline_of_run(const std::string& directory);

}  // namespace zeroth::host

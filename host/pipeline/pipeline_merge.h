#pragma once

#include <string>

#include "host/pipeline/pipeline.h"

namespace zeroth::host {

/// Merges `patch` into `base` (see read_pipeline); the origins of what it sets replace those of
/// what was there.
void merge_pipeline(Pipeline& base, const Pipeline& patch);

/// The part of a pipeline under `pointer`, as a pipeline of its own.
Pipeline part_of(const Pipeline& pipeline, const std::string& pointer);

/// Removes the value at `pointer` ("/a/b") and its origins, if it is there.
void remove(Pipeline& pipeline, const std::string& pointer);

}  // namespace zeroth::host

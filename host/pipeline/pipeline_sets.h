#pragma once

#include <string>
#include <vector>

#include "host/pipeline/pipeline.h"

namespace zeroth::host {

enum class Sets { preset, others };

/// Merges what --set gives, `path=value` each, in order: those that choose the preset, or all
/// others. A path is "a.b", "a/b" or "/a/b"; a value that is no JSON is a text.
/// @throws Failure(usage) for what names no place, Failure(bad_configuration) for values beyond the
/// limits of a pipeline.
void apply_sets(Pipeline& pipeline, const std::vector<std::string>& sets, Sets which);

}  // namespace zeroth::host

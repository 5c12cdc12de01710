#pragma once

#include <string>

#include "host/run/score_file_content.h"

namespace zeroth::host {

/// Why no run can have stored these scores; empty: one can, and figures can be computed of them.
/// Files may come from anybody, and an index that points nowhere is no matter of figures.
std::string wrong_shape(const ScoreFile& scores);

}  // namespace zeroth::host

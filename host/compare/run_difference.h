#pragma once

#include <optional>

#include "host/base/json.h"
#include "host/compare/compared_run.h"

namespace zeroth::host {

/// What differs between two runs: {"schema_version", "runs": [{"run", "state", "seed", "protocol",
/// "setting"}, ...], "warnings", "settings": [{"path", "first", "second", "role"}], "data",
/// "plugins": [{"plugin", "first", "second"}], "environment": [{"name", "first", "second",
/// "decides"}], "figures" or null, "verdict": {"kind", "causes", "text"}}. A side that lacks a
/// setting has no member of it.
///
/// `figures`: what the worker said of both runs (`row_comparison.h`, and of each run "metrics",
/// "scores", "model", "log", "problem", "oracle_gate"); nothing where one has no result.
Json difference_document(const ComparedRun& first, const ComparedRun& second,
                         const std::optional<Json>& figures);

}  // namespace zeroth::host

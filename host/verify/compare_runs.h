#pragma once

#include <filesystem>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// Holds two runs of one pipeline against each other, bit by bit.
/// @return {"verdict": "same bits", "same figures, other bits" or "other figures",
///  "result", "scores", "model", "metrics": whether they are the same (null: neither has one),
///  "predictions": {"same", "of"}, "figures": {"then", "now"},
///  "parting": {"part", "stage", "epoch", "column", "then", "now"} or null: the first line of
///  metrics.jsonl where they differ, and what of it, "environment": what is other, or empty}.
/// @throws Failure where a file of either cannot be read.
Json compare_runs(const std::filesystem::path& then, const std::filesystem::path& now);

/// The same for people.
std::string comparison_text(const Json& comparison, std::size_t columns);

}  // namespace zeroth::host

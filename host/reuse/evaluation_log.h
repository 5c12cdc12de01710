#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// How often a model has been looked at with some test rows.
struct LookCount {
  std::int64_t at_these_rows = 0;  ///< by `zeroth evaluate`
  std::int64_t of_its_run = 0;     ///< at the same data, before
};

/// Appends what an evaluation said to evaluations.jsonl beside the model, in a chain.
/// `content` has "data" {"name", "hash"}; `run_hash` is that of the data that its run looked at.
/// @throws Failure(bad_data) where the chain was changed, Failure(io or cannot_create).
LookCount record_evaluation(const std::filesystem::path& model, const Json& content);

}  // namespace zeroth::host

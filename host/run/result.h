#pragma once

#include <optional>
#include <string>

#include "host/base/json.h"
#include "host/record/look_chain.h"
#include "host/run/score_file.h"

namespace zeroth::host {

/// The look that a part of a run is known by: that of its first epoch with the largest H. Where an
/// epoch was looked at more than once, its last look counts.
std::optional<Look> best_look(const LookChain& chain, const std::string& part);

/// What an evaluation said, as a record; `tuned` when its figures are those at its best threshold.
Look described(const Evaluation& evaluation, bool tuned);

/// The line of metrics.jsonl that tells of a look, but for its step.
Json metrics_line(const Look& look);
/// The whole line. `step`: iterations of the part until then.
Json metrics_line(const Look& look, std::int64_t step);

/// The document of a result, from the pipeline, the chain of looks and the stored scores alone.
Json result_document(const Json& pipeline, const LookChain& chain, const ScoreFile& scores);

/// The document of the epoch that strict-val chose.
Json selection_document(const LookChain& chain);

/// The part of a run that its result is about: "selection" for protocol `validation`, else "final".
std::string part_of_result(const Json& pipeline);

}  // namespace zeroth::host

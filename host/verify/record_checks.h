#pragma once

#include "host/verify/recorded_run.h"
#include "host/verify/run_check.h"

namespace zeroth::host {

// What the files of a run say of each other. Each adds its checks, and none where a file that it
// needs cannot be read.

/// config.resolved.json, by its hash in env.json.
void check_pipeline_hash(const RecordedRun& run, RunChecks& checks);
/// looks.jsonl: unbroken, and as long as status.json and result.json say.
void check_looks(const RecordedRun& run, RunChecks& checks);
/// The looks are those that the protocol makes.
void check_protocol(const RecordedRun& run, RunChecks& checks);
/// metrics.jsonl: the lines that the looks have seen, and no evaluation without a look.
void check_metrics_lines(const RecordedRun& run, RunChecks& checks);
/// selection.json of strict-val, by the looks at validation rows.
void check_selection(const RecordedRun& run, RunChecks& checks);
/// All of these, in this order: what a bundle holds, too.
void check_record(const RecordedRun& run, RunChecks& checks);
/// The last checkpoint, where there is one: of this run, and no look or line ahead of its record.
void check_checkpoint(const RecordedRun& run, RunChecks& checks);
/// evaluations.jsonl of `zeroth evaluate`, where there is one.
void check_evaluations(const RecordedRun& run, RunChecks& checks);

}  // namespace zeroth::host

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "host/record/run_identity.h"
#include "host/run/run_outcomes.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {

/// A finished run, read once and held together against itself: what every part of a report is made
/// of.
struct ReportRun {
  RunSummary summary;    ///< with its documents: `pipeline`, `result`, `status`
  RunIdentity identity;  ///< hashes of data and plugins, environment
  RunOutcomes outcomes;  ///< the look of its result; each test row
  std::uint64_t seed = 0;
  std::string setting;          ///< of the problem: "inductive", "few-shot, 5"
  std::int64_t test_looks = 0;  ///< while it trained; evaluations of the model afterwards not

  const std::filesystem::path& path() const { return summary.path; }
  const std::string& name() const { return summary.name; }
  const Json& pipeline() const { return summary.pipeline; }
};

/// A run that was asked for and is not in the report.
struct LeftOutRun {
  std::filesystem::path path;
  std::string why;       ///< "it is running (process 12 on node07)", "it is damaged: ..."
  bool damaged = false;  ///< it is a run, or was one, and its files are not as it wrote them
};

/// What became of a directory: a run, or why there is none.
struct ReadReportRun {
  std::optional<ReportRun> run;
  std::string why = {};  ///< where there is no run
  bool damaged = false;
};

/// Reads a run directory. Whatever is wrong with it, it is said and not thrown: it may be foreign,
/// half written, damaged, at work, or go away meanwhile. Changes nothing.
ReadReportRun read_report_run(const std::filesystem::path& directory);

}  // namespace zeroth::host

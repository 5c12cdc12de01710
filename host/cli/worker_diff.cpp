#include "host/cli/worker_diff.h"

#include "host/compare/row_comparison.h"
#include "host/run/run_outcomes.h"

namespace zeroth::host {
namespace {

Json told_of(const RunOutcomes& run) {
  return {{"metrics", run.look.figures}, {"scores", run.look.scores},
          {"model", run.look.model},     {"log", run.look.metrics},
          {"problem", run.look.problem}, {"oracle_gate", run.oracle_gate}};
}

}  // namespace

Json figures_of_two_runs(const Json& options) {
  const RunOutcomes first = read_run_outcomes(options.at("first").get<std::string>());
  const RunOutcomes second = read_run_outcomes(options.at("second").get<std::string>());
  Json told = compare_rows(first.rows, second.rows);
  told["runs"] = {told_of(first), told_of(second)};
  return told;
}

}  // namespace zeroth::host

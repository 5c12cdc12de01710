#include "host/verify/rerun.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/data/data_hash.h"
#include "host/read/load_data_set.h"
#include "host/record/run_identity.h"
#include "host/run/runner.h"
#include "host/verify/compare_runs.h"

namespace zeroth::host {
namespace {

void expect_result_of(const std::filesystem::path& run) {
  if (std::filesystem::exists(run / "result.json")) return;
  throw Failure(Exit::no_input, {"the run has no result that another could be held against",
                                 run.string(),
                                 {"it has not ended"},
                                 "let it end, with: zeroth run --resume " + run.string()});
}

/// What this machine would make the run of.
RunIdentity identity_here(const RunIdentity& then, const RunRequest& run, Progress& progress) {
  RunIdentity now = then;
  for (const auto& [id, file] : run.plugins) {
    const auto version = run.plugin_versions.find(id);
    now.plugins[id] = {
        {"version", version == run.plugin_versions.end() ? "unknown" : version->second},
        {"hash", file_hash(file)},
        {"file", file}};
  }
  const DataSet data = load_data_set(run.pipeline, Composer(run.plugins, run.origins), progress);
  now.data = {{"name", data.name}, {"hash", data_hash(data)}};
  return now;
}

/// Before hours are spent on it: other data or plugins make another run.
void expect_same_run(const RerunRequest& request, Progress& progress) {
  const RunIdentity then = RunIdentity::read(request.of);
  try {
    check_same_run(then, identity_here(then, request.run, progress), request.of);
  } catch (const Failure& failure) {
    if (!request.anyway || failure.code() != Exit::bad_data) throw;
    for (const Problem& one : failure.problems())
      progress.warning(one.what + ": " + one.why.front());
  }
}

/// Another place has another name here than for `zeroth run`.
Json run_again(const RunRequest& request, Progress& progress) {
  try {
    return Runner(request, progress).run();
  } catch (const Failure& failure) {
    if (failure.code() != Exit::cannot_create) throw;
    std::vector<Problem> problems = failure.problems();
    for (Problem& one : problems) one.fix = "choose another place with --out";
    throw Failure(failure.code(), std::move(problems));
  }
}

}  // namespace

RerunRequest parse_rerun_request(const Json& document) {
  const Json& options = document.at("options");
  return {options.at("of").get<std::string>(), parse_run_request(document),
          options.at("anyway").get<bool>()};
}

Json rerun(const RerunRequest& request, Progress& progress) {
  expect_result_of(request.of);
  expect_same_run(request, progress);
  const std::filesystem::path out = request.run.resume;  // empty: a new one
  const bool had_ended = !out.empty() && std::filesystem::exists(out / "result.json");
  const Json result = run_again(request.run, progress);
  const InterruptGuard guard;
  const auto directory = result.at("run_dir").get<std::string>();
  Json comparison = {{"of", request.of}, {"run_dir", directory}, {"had_ended", had_ended}};
  merge_into(comparison, compare_runs(request.of, directory));
  return comparison;
}

}  // namespace zeroth::host

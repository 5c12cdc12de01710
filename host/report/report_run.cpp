#include "host/report/report_run.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/record/setting_name.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// "scores.safetensors: its checksum is another".
std::string short_text(const Failure& failure) {
  const Problem& problem = failure.problems().front();
  const std::string said = problem.why.empty() ? problem.what : problem.why.front();
  const std::string file = fs::path(problem.where).filename().string();
  return file.empty() ? said : file + ": " + said;
}

const std::string kDamaged = "it is damaged: ";

/// What keeps a run out of a report before anything else of it is read; empty: nothing.
std::string unusable(const RunSummary& run) {
  if (run.is_running()) {
    return run.holder.empty() ? "it is running" : fmt::format("it is running ({})", run.holder);
  }
  if (run.state == RunState::failed || run.state == RunState::interrupted ||
      run.state == RunState::killed) {
    const bool failed = run.state == RunState::failed;
    const std::string state = failed ? "it failed" : "it was " + name_of(run.state);
    return run.error.empty() ? state : state + ": " + run.error;
  }
  if (!run.problem.empty()) return kDamaged + run.problem;
  if (run.state != RunState::finished) return kDamaged + "it does not say what has become of it";
  return run.seed ? "" : kDamaged + "its pipeline has no seed";
}

/// Whether the result is about the look whose scores are there.
void expect_result_of(const Look& look, const Json& result) {
  if (result.value("metrics", Json()) == look.figures && result.value("gate", Json()) == look.gate)
    return;
  throw Failure(Exit::bad_data,
                {"", "result.json", {"it tells other figures than the look it is of"}, ""});
}

/// Settings are told apart by the builds of their plugins, too.
void expect_builds(const Json& plugins) {
  for (const Json& one : plugins) {
    if (!one.at("version").is_string() || !one.at("hash").is_string()) {
      throw Failure(Exit::bad_data, {"", "env.json", {"it does not say which plugins"}, ""});
    }
  }
}

ReportRun usable_run(RunSummary summary) {
  ReportRun run{std::move(summary), {}, {}, 0, "", 0};
  run.identity = RunIdentity::read(run.path());
  if (run.summary.data_hash.empty()) {
    throw Failure(Exit::bad_data, {"", "env.json", {"it does not say which data were read"}, ""});
  }
  expect_builds(run.identity.plugins);
  run.outcomes = read_run_outcomes(run.path());
  expect_result_of(run.outcomes.look, run.summary.result);
  if (run.outcomes.rows.empty()) {
    throw Failure(Exit::bad_data, {"", "scores.safetensors", {"it holds no row"}, ""});
  }
  run.seed = *run.summary.seed;
  run.setting = setting_name(run.pipeline());
  run.test_looks = run.summary.result.at("test_looks").get<std::int64_t>();
  return run;
}

std::string why_there_is_none(const fs::path& directory) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (status.type() == fs::file_type::not_found) return "it is not there";
  if (!fs::is_directory(status)) return error ? error.message() : "it is no directory";
  return looks_like_run(directory) ? "" : "it is no run directory";
}

}  // namespace

ReadReportRun read_report_run(const fs::path& directory) {
  std::string why = why_there_is_none(directory);
  if (!why.empty()) return {std::nullopt, why};
  try {
    RunSummary summary = read_run(directory);
    why = unusable(summary);
    if (why.empty()) return {usable_run(std::move(summary))};
  } catch (const Failure& failure) {
    why = kDamaged + short_text(failure);
  } catch (const Json::exception& failure) {
    why = fmt::format("{}a document has another form ({})", kDamaged, failure.what());
  } catch (const std::exception& failure) {
    why = kDamaged + failure.what();
  }
  std::error_code error;
  if (!fs::exists(directory, error)) return {std::nullopt, "it went away while it was read"};
  return {std::nullopt, why, begins_with(why, kDamaged)};
}

}  // namespace zeroth::host

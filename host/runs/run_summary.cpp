#include "host/runs/run_summary.h"

#include <sys/stat.h>

#include <algorithm>
#include <system_error>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/record/run_directory.h"
#include "host/record/run_identity.h"
#include "host/record/run_lock.h"
#include "host/record/sealed_json.h"
#include "host/runs/clock.h"
#include "host/runs/flat_json.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Files that nothing but a run leaves under these names.
constexpr const char* kFilesOfRuns[] = {"config.resolved.json", "status.json", "result.json"};

bool has_ended(RunState state) {
  return state == RunState::finished || state == RunState::interrupted || state == RunState::failed;
}

/// When a file was written, in seconds since 1970; 0 where there is none.
double written(const fs::path& file) {
  constexpr double kNano = 1e-9;
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) return 0;
  return static_cast<double>(info.st_mtim.tv_sec) +
         kNano * static_cast<double>(info.st_mtim.tv_nsec);
}

void note(RunSummary& run, const std::string& problem) {
  if (run.problem.empty()) run.problem = problem;
}

/// A document of the run by its reader; null, and a problem, where it cannot be had. What is no
/// file, as a pipe, is not opened: nobody may ever write into it.
template <class Read>
Json document_of(RunSummary& run, const char* name, Read&& read) {
  const fs::path file = run.path / name;
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) return nullptr;
  if (!fs::is_regular_file(status)) {
    note(run, std::string(name) + (error ? ": " + error.message() : " is no file"));
    return nullptr;
  }
  try {
    return read(file);
  } catch (const Failure& failure) {
    const Problem& problem = failure.problems().front();
    note(run,
         std::string(name) + ": " + (problem.why.empty() ? problem.what : problem.why.front()));
  } catch (const std::exception& unreadable) {
    note(run, std::string(name) + ": " + unreadable.what());
  }
  return nullptr;
}

std::string text_at(const Json& object, const char* name) {
  if (!object.is_object() || !object.contains(name)) return "";
  const Json& value = object.at(name);
  return value.is_string() ? value.get<std::string>() : "";
}

/// "d3gzsl" of "d3gzsl", "recipe.d3gzsl" and {"use": "recipe.d3gzsl"}.
std::string recipe_of(const Json& pipeline) {
  std::string recipe = text_at(pipeline, "recipe");
  if (recipe.empty() && pipeline.contains("recipe")) recipe = text_at(pipeline.at("recipe"), "use");
  const std::string kind = "recipe.";
  return begins_with(recipe, kind) ? recipe.substr(kind.size()) : recipe;
}

void read_pipeline_of(RunSummary& run) {
  run.pipeline = document_of(run, "config.resolved.json", [&](const fs::path&) {
    return RunDirectory::open(run.path).pipeline();
  });
  if (!run.pipeline.is_object()) return note(run, "it has no config.resolved.json");
  run.pipeline_name = text_at(run.pipeline, "name");
  run.pipeline_hash = pipeline_hash(run.pipeline);
  run.recipe = recipe_of(run.pipeline);
  if (run.pipeline.contains("evaluate"))
    run.protocol = text_at(run.pipeline["evaluate"], "protocol");
  if (run.pipeline.contains("problem")) run.setting = text_at(run.pipeline["problem"], "setting");
  const Json seed = run.pipeline.contains("seed") ? run.pipeline["seed"] : Json();
  if (seed.is_number_unsigned() || (seed.is_number_integer() && seed.get<std::int64_t>() >= 0)) {
    run.seed = seed.get<std::uint64_t>();
  }
}

void read_identity(RunSummary& run) {
  document_of(run, "env.json", [&](const fs::path&) -> Json {
    const RunIdentity identity = RunIdentity::read(run.path);
    for (const auto& [id, plugin] : identity.plugins.items()) {
      run.plugins[id] = text_at(plugin, "version");
    }
    run.data = text_at(identity.data, "name");
    run.data_hash = text_at(identity.data, "hash");
    if (!run.pipeline.is_null() && identity.pipeline != run.pipeline_hash) {
      note(run, "config.resolved.json was changed since the run began");
    }
    return nullptr;
  });
}

void read_result(RunSummary& run) {
  run.result = document_of(run, "result.json", read_json_file);
  if (!run.result.is_object()) return;
  // "metrics" before "gate": the figures that everybody reads come first.
  for (const char* part : {"metrics", "gate"}) {
    if (!run.result.contains(part)) continue;
    for (const auto& [name, value] : flat_values(run.result[part])) {
      if (value.is_number()) run.figures.emplace_back(name, value.get<double>());
    }
  }
  if (const std::string setting = text_at(run.result, "setting"); !setting.empty()) {
    run.setting = setting;
  }
}

/// What status.json says of the end of the run.
void read_status(RunSummary& run) {
  run.status = document_of(run, "status.json", read_sealed);
  if (!run.status.is_object()) return note(run, "it has no status.json");
  const auto state = state_named(text_at(run.status, "state"));
  if (!state) return note(run, "status.json says no state that there is");
  run.recorded.state = *state;
  run.recorded.at = written(run.path / "status.json");
  const Json seconds = run.status.value("seconds", Json());
  if (seconds.is_number()) run.recorded.seconds = seconds.get<double>();
  run.start = text_at(run.status, "start");
  run.end = text_at(run.status, "end");
  run.error = text_at(run.status, "error");
  run.host = text_at(run.status, "host");
  run.user = text_at(run.status, "user");
  if (*state == RunState::finished && !fs::exists(run.path / "result.json")) {
    note(run, "it has no result.json");
  }
}

/// Bytes of the files, and when one of them last changed. Follows no links.
void measure(RunSummary& run) {
  run.changed = written(run.path);
  std::error_code error;
  fs::recursive_directory_iterator at(run.path, error), end;
  for (; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (!fs::is_regular_file(at->symlink_status(gone))) continue;
    const std::uintmax_t size = fs::file_size(at->path(), gone);
    if (!gone) run.size += size;
    run.changed = std::max(run.changed, written(at->path()));
  }
}

void read_into(RunSummary& run) {
  read_pipeline_of(run);
  read_status(run);
  read_identity(run);
  read_result(run);
  run.progress = read_progress(run.path / "metrics.jsonl", run.pipeline);
  measure(run);
}

}  // namespace

std::optional<double> RunSummary::figure(const std::string& wanted) const {
  for (const auto& one : figures) {
    if (one.first == wanted) return one.second;
  }
  return std::nullopt;
}

bool looks_like_run(const fs::path& directory) {
  std::error_code error;
  for (const char* name : kFilesOfRuns) {
    if (fs::exists(directory / name, error)) return true;
  }
  return false;
}

RunSummary read_run(const fs::path& directory) {
  RunSummary run;
  run.path = directory;
  // "runs/one/" and "." have a name, too.
  std::error_code error;
  const fs::path whole = fs::absolute(directory, error).lexically_normal();
  run.name = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
  try {
    read_into(run);
  } catch (const std::exception& failure) {
    note(run, failure.what());
  }
  if (!fs::is_directory(directory, error)) run.problem = "it is not there";
  refresh(run);
  return run;
}

void refresh(RunSummary& run) {
  const RunSummary::Recorded& recorded = run.recorded;
  run.state = recorded.state;
  run.seconds = recorded.seconds;
  run.last_sign = run.end.empty() ? run.changed : clock_seconds_of(run.end).value_or(run.changed);
  if (has_ended(recorded.state)) return;
  const bool held = RunLock::is_held(run.path);
  if (held) {
    run.state = RunState::running;
    run.holder = RunLock::last_holder(run.path);
    run.last_sign = clock_seconds();
  } else if (recorded.state == RunState::running) {
    run.state = RunState::killed;
  }
  if (recorded.at > 0)
    run.seconds += std::max(0.0, (held ? clock_seconds() : run.changed) - recorded.at);
}

}  // namespace zeroth::host

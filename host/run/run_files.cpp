#include "host/run/run_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "host/base/call_trace.h"
#include "host/base/exit_code.h"
#include "host/base/hash.h"
#include "host/data/content_hash.h"
#include "host/record/refused_file.h"
#include "host/record/sealed_json.h"
#include "host/record/this_machine.h"
#include "host/record/time_stamp.h"
#include "host/run/environment.h"
#include "host/run/kept_checkpoint.h"
#include "host/runs/clock.h"
#include "host/runs/metric_lines.h"

namespace zeroth::host {
namespace {

/// What this process would make the run of; the data are not read yet.
RunIdentity identity_of(const RunRequest& request) {
  RunIdentity identity;
  identity.environment = describe_environment();
  if (request.ranks) identity.environment["ranks"] = request.ranks->ranks;
  identity.pipeline = pipeline_hash(request.pipeline);
  for (const auto& [id, file] : request.plugins) {
    const auto version = request.plugin_versions.find(id);
    identity.plugins[id] = {
        {"version", version == request.plugin_versions.end() ? "unknown" : version->second},
        {"hash", file_hash(file)},
        {"file", file}};
  }
  return identity;
}

RunDirectory directory_of(const RunRequest& request) {
  if (!request.resume.empty()) return RunDirectory::open_locked(request.resume);
  if (!request.directory.empty())
    return RunDirectory::create_at(request.directory, request.pipeline, request.origins);
  return RunDirectory::create(request.runs, request.pipeline, request.origins);
}

LoggedRun logged_run(const std::filesystem::path& directory, const std::string& id,
                     const std::string& start, const RunRequest& request) {
  const std::string user = this_machine().value("user", "");
  return {std::filesystem::absolute(directory),
          id,
          clock_seconds_of(start).value_or(0),
          request.pipeline,
          user,
          fmt::format("{}", fmt::join(request.command, " "))};
}

LoggedEnd logged_end(Exit code) {
  if (code == Exit::ok) return LoggedEnd::finished;
  return is_stop(code) ? LoggedEnd::stopped : LoggedEnd::failed;
}

Json versions_of(const Json& environment) {
  return {{"zeroth", environment.at("zeroth")}, {"torch", environment.at("torch")}};
}

}  // namespace

RunFiles::RunFiles(const RunRequest& request, RunRecord first, Progress& progress)
    : RunFiles(request, std::move(first), identity_of(request), progress) {}

RunFiles::RunFiles(const RunRequest& request, RunRecord first, RunIdentity now, Progress& progress)
    : is_new_(request.resume.empty()),
      directory_(directory_of(request)),
      identity_(now),
      status_(directory_.path(), request.command, versions_of(now.environment)),
      looks_(directory_.path() / "looks.jsonl"),
      metrics_(directory_.path() / "metrics.jsonl"),
      environment_(hash_of(file_text(bits_depend_on(now.environment)))),
      record_(std::move(first)) {
  if (is_new_) {
    begin(progress);
  } else {
    go_on(now, progress);
  }
  open_logs(request, progress);
}

void RunFiles::begin(Progress& progress) {
  set_running();
  identity_.write(directory_.path());
  progress.message("run directory: " + directory_.path().string());
}

void RunFiles::go_on(const RunIdentity& now, Progress& progress) {
  // Without both files the run was killed before it had read anything.
  const bool has_checkpoint = std::filesystem::exists(directory_.checkpoint());
  if (has_checkpoint || directory_.has("env.json"))
    identity_ = RunIdentity::read(directory_.path());
  check_same_run(identity_, now, directory_.path());
  if (has_checkpoint) read_checkpoint();
  check_marks();
  const Json environment = counted_beside(now.environment, identity_.last_environment());
  environment_ = hash_of(file_text(bits_depend_on(environment)));
  note_environment(environment, progress);
}

void RunFiles::read_checkpoint() {
  Checkpoint saved = read_checkpoint_file(directory_.checkpoint());
  if (saved.record.run != identity_.hash()) {
    refuse_file("the checkpoint is of another run", directory_.checkpoint(),
                "pipeline, data or plugins were others when it was written");
  }
  record_ = std::move(saved.record);
  tensors_ = std::move(saved.tensors);
}

void RunFiles::check_marks() {
  looks_.expect(record_.looks);
  if (status_.looks()) looks_.expect(*status_.looks());
  looks_.drop_unfinished();
  // The last look may have been taken by a process that died before it could say so.
  status_.set_looks(looks_.mark());
}

void RunFiles::note_environment(const Json& now, Progress& progress) {
  const Json then = identity_.last_environment();
  const std::string differences = environment_differences(then, now);
  if (differences.empty()) return;
  progress.message(differences);
  Json others = Json::object();
  for (const auto& [name, value] : now.items()) {
    if (!then.contains(name) || then.at(name) != value) others[name] = value;
  }
  identity_.changes.push_back({{"time", time_stamp()}, {"environment", others}});
}

/// A log that was asked for now has to be there. One that a run remembers ends nothing: what is in
/// it can be made of metrics.jsonl at any time.
void RunFiles::open_logs(const RunRequest& request, Progress& progress) {
  const std::filesystem::path directory = directory_.path();
  const auto warn = [&progress](const std::string& text) { progress.warning(text); };
  asks_for_logs_ = request.logs.has_value();
  try {
    std::optional<RememberedLogs> known = RememberedLogs::read(directory);
    if (request.logs && (known || request.logs->any())) {
      known = {known ? known->id : new_log_id(directory), *request.logs};
      known->write(directory);
    }
    if (!known || !known->choice.any()) return;
    const LoggedRun run = logged_run(directory, known->id, status_.start(), request);
    logs_ = std::make_unique<RunLogs>(known->choice, run, warn, asks_for_logs_);
  } catch (const Failure& failure) {
    if (!request.logs) return warn("the run is not logged: " + failure.problems().front().what);
    set_end(failure.code(), failure.what());
    throw;
  }
}

void RunFiles::set_data(const std::string& name, const std::string& hash) {
  RunIdentity now = identity_;
  now.data = {{"name", name}, {"hash", hash}};
  check_same_run(identity_, now, directory_.path());
  identity_ = now;
  record_.run = identity_.hash();
  identity_.write(directory_.path());
  metrics_.cut_back_to(record_.metrics);
  if (logs_) logs_->begin(metrics_.lines());
}

void RunFiles::append_metrics(const Json& line) {
  const Json written = metrics_.append(line);
  if (logs_) logs_->append(written);
}

void RunFiles::append_look(const Look& look) {
  looks_.append(look);
  status_.set_looks(looks_.mark());
}

void RunFiles::save(NamedTensors tensors) {
  metrics_.flush();
  record_.metrics = metrics_.mark();
  record_.looks = looks_.mark();
  write_checkpoint(directory_.checkpoint(), record_, std::move(tensors));
}

void RunFiles::trim_checkpoint(const std::string& keep) {
  if (record_.kept == keep || record_.kept != "everything") return;
  NamedTensors all = read_checkpoint_file(directory_.checkpoint()).tensors;
  record_.kept = keep;
  save(kept_of_checkpoint(std::move(all), keep));
}

void RunFiles::write(const std::string& name, const Json& document) const {
  write_json_file(directory_.path() / name, document);
}

void RunFiles::set_running() {
  status_.write_running();
  CallTrace::set_run_directory(directory_.path().c_str());
  is_running_ = true;
}

void RunFiles::set_finished(const Json& figures) {
  if (logs_ && (asks_for_logs_ || !status_.says_finished())) {
    logs_->begin(metric_lines(directory_.path() / "metrics.jsonl"));
    logs_->end(LoggedEnd::finished, figures);
  }
  if (status_.says_finished()) return;
  status_.write_end(Exit::ok, "");
}

void RunFiles::set_end(Exit code, const std::string& error, const Json& figures) noexcept {
  if (!is_running_) return;
  if (logs_) logs_->end(logged_end(code), figures);
  try {
    status_.write_end(code, error);
  } catch (const std::exception&) {
    // A full disk, most likely, and the failure that led here says so.
  }
}

}  // namespace zeroth::host

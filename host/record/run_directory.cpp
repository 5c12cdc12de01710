#include "host/record/run_directory.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <zeroth/formats/atomic_file.h>

#include <chrono>
#include <ctime>
#include <regex>
#include <system_error>

#include "host/base/problem.h"
#include "host/record/refused_file.h"
#include "host/record/run_identity.h"
#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPipeline = "config.resolved.json";
constexpr const char* kOrigins = "origins.json";

[[noreturn]] void cannot_make(const fs::path& path, const std::string& why) {
  throw Failure(Exit::cannot_create, {"cannot make the run directory",
                                      path.string(),
                                      {why},
                                      "choose another place with --run-dir"});
}

/// A folder for runs, and the ones above it, where they are not there.
void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) cannot_make(folder, error.message());
}

/// Whether everything in a directory is what a start writes before the pipeline.
bool holds_a_start_only(const fs::path& directory) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    const bool known = name == "lock" || name == "checkpoints" || name == kOrigins ||
                       formats::is_unfinished_file(name);
    if (!known) return false;
  }
  return !error;
}

/// Whether the process that made this directory is gone. Where starts cannot exclude each other,
/// one that has not come to writing its name into the lock gets a minute.
bool is_abandoned(const fs::path& start, const StartLock& starts) {
  std::error_code error;
  const auto age = fs::file_time_type::clock::now() - fs::last_write_time(start, error);
  const bool named = !RunLock::last_holder(start).empty();
  const bool ended = starts.is_held() || named || age > std::chrono::minutes(1);
  return !error && ended && !RunLock::is_held(start);
}

/// "2026-01-31-name-0123abcd", with or without "-2".
bool is_name_of_a_run(const std::string& name) {
  static const std::regex kRunName(R"(\d{4}-\d\d-\d\d-.*-[0-9a-f]{8}(-\d+)?)");
  return std::regex_match(name, kRunName);
}

/// Removes what starts that were killed left among the runs: directories without a pipeline.
void clear_abandoned(const fs::path& runs, const StartLock& starts) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(runs, error)) {
    std::error_code unreadable;
    const fs::path& path = entry.path();
    if (!entry.is_directory(unreadable) || RunDirectory::is_one(path)) continue;
    if (!is_name_of_a_run(path.filename().string())) continue;
    if (holds_a_start_only(path) && is_abandoned(path, starts)) fs::remove_all(path, unreadable);
  }
}

std::string name_of(const Json& pipeline) {
  const std::string stamp = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
  return fmt::format("{}-{}-{}", stamp, pipeline.at("name").get<std::string>(),
                     pipeline_hash(pipeline).substr(0, 8));
}

/// Makes a directory of that name, with a number behind it where there is one.
fs::path make_unused(const fs::path& wanted) {
  for (int number = 1;; ++number) {
    fs::path path = wanted;
    if (number > 1) path += fmt::format("-{}", number);
    std::error_code error;
    // Says false for what exists, so two runs never share one.
    if (fs::create_directory(path, error)) return path;
    if (error) cannot_make(path, error.message());
  }
}

}  // namespace

RunDirectory RunDirectory::create(const fs::path& runs, const Json& pipeline, const Json& origins) {
  make_folder(runs);
  std::optional<StartLock> starts(std::in_place, runs);
  clear_abandoned(runs, *starts);
  RunDirectory directory(make_unused(runs / name_of(pipeline)));
  directory.begin(pipeline, origins, [&] { starts.reset(); });
  return directory;
}

RunDirectory RunDirectory::create_at(const fs::path& path, const Json& pipeline,
                                     const Json& origins) {
  make_folder(fs::absolute(path).lexically_normal().parent_path());
  std::error_code error;
  if (!fs::create_directory(path, error))
    cannot_make(path, error ? error.message() : "there is something of that name");
  RunDirectory directory(path);
  directory.begin(pipeline, origins, [] {});
  return directory;
}

void RunDirectory::begin(const Json& pipeline, const Json& origins,
                         const std::function<void()>& when_locked) {
  try {
    lock_.emplace(path_);
    when_locked();  // its own lock says from here on that it is no left-over
    prepare();
    write_sealed(path_ / kOrigins, origins);
    // Last: with it the directory is one that a run can be resumed from.
    write_json_file(path_ / kPipeline, pipeline);
  } catch (...) {
    std::error_code error;
    fs::remove_all(path_, error);
    throw;
  }
}

bool RunDirectory::is_one(const fs::path& path) {
  std::error_code error;
  return fs::exists(path / kPipeline, error);
}

RunDirectory RunDirectory::open(const fs::path& path) {
  if (is_one(path)) return RunDirectory(path);
  throw Failure(Exit::no_input, {"this is not a run directory",
                                 path.string(),
                                 {fmt::format("it has no {}", kPipeline)},
                                 "give the directory that `zeroth run` printed"});
}

RunDirectory RunDirectory::open_locked(const fs::path& path) {
  RunDirectory directory = open(path);
  directory.lock_.emplace(directory.path_);
  directory.prepare();
  return directory;
}

void RunDirectory::prepare() {
  formats::remove_unfinished_files(path_);
  formats::remove_unfinished_files(path_ / "checkpoints");
  std::error_code error;
  fs::create_directory(path_ / "checkpoints", error);
  if (error) cannot_make(path_ / "checkpoints", error.message());
}

Json RunDirectory::pipeline() const {
  Json pipeline = read_json_file(path_ / kPipeline);
  if (pipeline.is_object()) return pipeline;
  refuse_damaged(path_ / kPipeline, "it holds no pipeline");
}

Json RunDirectory::origins() const { return read_sealed(path_ / kOrigins); }

}  // namespace zeroth::host

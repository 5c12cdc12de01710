#include "host/record/run_directory.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <system_error>

#include "host/base/atomic_file.h"
#include "host/base/problem.h"
#include "host/record/run_identity.h"
#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPipeline = "config.resolved.json";
constexpr const char* kOrigins = "origins.json";
constexpr const char* kUnborn = ".new-";  // a directory that has no pipeline yet

[[noreturn]] void cannot_make(const fs::path& path, const std::string& why) {
  throw Failure(Exit::cannot_create, {"cannot make the run directory",
                                      path.string(),
                                      {why},
                                      "choose another place with --run-dir"});
}

/// Whether the process that made this directory is gone. One that has not come to writing its name
/// into the lock gets a minute.
bool is_abandoned(const fs::path& unborn) {
  std::error_code error;
  const auto age = fs::file_time_type::clock::now() - fs::last_write_time(unborn, error);
  const bool named = !RunLock::last_holder(unborn).empty();
  return !error && (named || age > std::chrono::minutes(1)) && !RunLock::is_held(unborn);
}

/// Removes what starts that were killed left among the runs.
void clear_unborn(const fs::path& runs) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(runs, error)) {
    const std::string name = entry.path().filename().string();
    if (name.compare(0, std::strlen(kUnborn), kUnborn) != 0) continue;
    if (is_abandoned(entry.path())) fs::remove_all(entry.path(), error);
  }
}

fs::path make_unborn(const fs::path& runs) {
  std::error_code error;
  fs::create_directories(runs, error);
  std::string path = (runs / (std::string(kUnborn) + "XXXXXX")).string();
  if (!mkdtemp(path.data())) cannot_make(runs, error ? error.message() : std::strerror(errno));
  // mkdtemp makes it private; give it what a plain mkdir would have.
  fs::permissions(path, fs::perms::all & ~current_umask(), error);
  return path;
}

fs::path name_of(const Json& pipeline) {
  const std::string stamp = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
  return fmt::format("{}-{}-{}", stamp, pipeline.at("name").get<std::string>(),
                     pipeline_hash(pipeline).substr(0, 8));
}

}  // namespace

RunDirectory RunDirectory::create(const fs::path& runs, const Json& pipeline, const Json& origins) {
  clear_unborn(runs);
  RunDirectory directory(make_unborn(runs));
  try {
    directory.lock_.emplace(directory.path_);
    std::error_code error;
    if (!fs::create_directory(directory.path_ / "checkpoints", error)) {
      cannot_make(directory.path_ / "checkpoints", error.message());
    }
    write_sealed(directory.path_ / kOrigins, origins);
    write_json_file(directory.path_ / kPipeline, pipeline);
    directory.move_to(runs / name_of(pipeline));
  } catch (const Failure&) {
    std::error_code error;
    fs::remove_all(directory.path_, error);
    throw;
  }
  return directory;
}

void RunDirectory::move_to(const fs::path& wanted) {
  for (int number = 1;; ++number) {
    fs::path path = wanted;
    if (number > 1) path += fmt::format("-{}", number);
    // Fails where there is a directory with anything in it, so two runs never share one; an empty
    // one holds nobody's run.
    if (std::rename(path_.c_str(), path.c_str()) == 0) {
      path_ = path;
      return;
    }
    if (errno != ENOTEMPTY && errno != EEXIST) cannot_make(path, std::strerror(errno));
  }
}

RunDirectory RunDirectory::open(const fs::path& path) {
  RunDirectory directory(path);
  if (directory.has(kPipeline)) return directory;
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
  remove_unfinished_files(path_);
  remove_unfinished_files(path_ / "checkpoints");
  std::error_code error;
  fs::create_directory(path_ / "checkpoints", error);
  if (error) cannot_make(path_ / "checkpoints", error.message());
}

Json RunDirectory::pipeline() const {
  Json pipeline = read_json_file(path_ / kPipeline);
  if (pipeline.is_object()) return pipeline;
  throw Failure(Exit::bad_data, {"a file of the run is damaged",
                                 (path_ / kPipeline).string(),
                                 {"it holds no pipeline"},
                                 "put back a copy of the run directory, or start the run again"});
}

Json RunDirectory::origins() const { return read_sealed(path_ / kOrigins); }

}  // namespace zeroth::host

#include "host/run/run_directory.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

#include "host/base/atomic_file.h"
#include "host/base/json_text.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr const char* kMetrics = "metrics.jsonl";

std::string hash8(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a: a short name, not a fingerprint
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return fmt::format("{:08x}", static_cast<std::uint32_t>(hash ^ (hash >> 32)));
}

std::filesystem::path make_unused(const std::filesystem::path& base) {
  std::error_code error;
  for (int number = 1;; ++number) {
    std::filesystem::path path = base;
    if (number > 1) path += fmt::format("-{}", number);
    // create_directory says false for what exists, so two runs never share one.
    if (std::filesystem::create_directory(path, error)) return path;
    if (error) {
      throw Failure(Exit::cannot_create, {"cannot make the run directory",
                                          path.string(),
                                          {error.message()},
                                          "choose another place with --run-dir"});
    }
  }
}

}  // namespace

RunDirectory RunDirectory::create(const std::filesystem::path& runs, const Json& pipeline,
                                  const Json& origins) {
  std::error_code error;
  std::filesystem::create_directories(runs, error);
  const std::string stamp = fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
  const std::string name = pipeline.at("name").get<std::string>();
  RunDirectory directory(
      make_unused(runs / fmt::format("{}-{}-{}", stamp, name, hash8(pipeline.dump()))));
  std::filesystem::create_directory(directory.path_ / "checkpoints", error);
  directory.write_json("config.resolved.json", {{"pipeline", pipeline}, {"origins", origins}});
  return directory;
}

RunDirectory RunDirectory::open(const std::filesystem::path& path) {
  RunDirectory directory(path);
  if (!directory.has("config.resolved.json")) {
    throw Failure(Exit::no_input, {"this is not a run directory",
                                   path.string(),
                                   {"it has no config.resolved.json"},
                                   "give the directory that `zeroth run` printed"});
  }
  return directory;
}

void RunDirectory::write_json(const std::string& name, const Json& document) const {
  const std::string text = document.dump(2) + "\n";
  AtomicFile file(path_ / name);
  file.write(text.data(), text.size());
  file.commit();
}

Json RunDirectory::read_json(const std::string& name) const {
  try {
    return read_json_text((path_ / name).string()).document;
  } catch (const Failure& failure) {
    const Problem& problem = failure.problems().front();
    throw Failure(
        Exit::bad_data,
        {"a file of the run is damaged", problem.where, {problem.what}, "start the run again"});
  }
}

void RunDirectory::append_metrics(const Json& line) const {
  std::ofstream file(path_ / kMetrics, std::ios::app);
  file << line.dump() << '\n';
  if (!file.flush()) {
    throw Failure(Exit::io, {"cannot write the metrics",
                             (path_ / kMetrics).string(),
                             {std::strerror(errno)},
                             "make room, then continue with --resume"});
  }
}

std::uintmax_t RunDirectory::metrics_size() const {
  std::error_code error;
  const auto size = std::filesystem::file_size(path_ / kMetrics, error);
  return error ? 0 : size;
}

void RunDirectory::truncate_metrics(std::uintmax_t size) const {
  if (metrics_size() > size) std::filesystem::resize_file(path_ / kMetrics, size);
}

}  // namespace zeroth::host

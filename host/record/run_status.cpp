#include "host/record/run_status.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "host/base/stopwatch.h"
#include "host/record/sealed_json.h"
#include "host/record/this_machine.h"
#include "host/record/time_stamp.h"

namespace zeroth::host {
namespace {

constexpr const char* kStatusFile = "status.json";

const char* state_after(Exit code) {
  switch (code) {
    case Exit::ok:
      return "finished";
    case Exit::interrupted:
    case Exit::terminated:
    case Exit::retry:
      return "interrupted";
    default:
      return "failed";
  }
}

/// Bytes that this process has held at most; 0 where the system does not say.
std::int64_t peak_memory() {
  rusage usage{};
  return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss * 1024 : 0;
}

/// The file of an earlier process; null where there is none or it is damaged: nothing that a run
/// does depends on it.
Json earlier_status(const std::filesystem::path& file) {
  try {
    return read_sealed(file);
  } catch (const Failure&) {
    return nullptr;
  }
}

}  // namespace

RunStatus::RunStatus(const std::filesystem::path& directory, std::vector<std::string> command,
                     Json versions)
    : file_(directory / kStatusFile),
      facts_(this_machine()),
      start_(time_stamp()),
      begun_(monotonic_seconds()) {
  facts_["command"] = std::move(command);
  facts_["versions"] = std::move(versions);
  const Json earlier = earlier_status(file_);
  if (earlier.is_null()) return;
  start_ = earlier.at("start").get<std::string>();
  earlier_seconds_ = earlier.at("seconds").get<double>();
  processes_ = earlier.at("processes").get<std::int64_t>() + 1;
  earlier_memory_ = earlier.value("peak_memory", std::int64_t{0});  // older versions say none
  says_finished_ = earlier.at("state") == "finished";
  looks_ = ChainMark::from_json(earlier.at("looks"));
}

void RunStatus::write_running() { write("running", nullptr, nullptr, nullptr); }

void RunStatus::write_end(Exit code, const std::string& error) {
  write(state_after(code), time_stamp(), static_cast<int>(code),
        error.empty() ? Json() : Json(error));
}

void RunStatus::write(const char* state, Json end, Json code, Json error) {
  Json document = {
      {"state", state},          {"start", start_},
      {"end", std::move(end)},   {"seconds", earlier_seconds_ + monotonic_seconds() - begun_},
      {"processes", processes_}, {"peak_memory", std::max(earlier_memory_, peak_memory())}};
  merge_into(document, facts_);
  document["exit_code"] = std::move(code);
  document["error"] = std::move(error);
  document["looks"] = looks_.value_or(ChainMark()).to_json();
  write_sealed(file_, document);
}

void RunStatus::note_death(const std::filesystem::path& directory, Exit code,
                           const std::string& error) {
  Json document = earlier_status(directory / kStatusFile);
  if (document.is_null() || document.at("state") != "running") return;
  document["state"] = state_after(code);
  document["end"] = time_stamp();
  document["exit_code"] = static_cast<int>(code);
  document["error"] = error;
  write_sealed(directory / kStatusFile, document);
}

}  // namespace zeroth::host

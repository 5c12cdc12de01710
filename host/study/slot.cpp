#include "host/study/slot.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/record/sealed_json.h"
#include "host/record/time_stamp.h"
#include "host/runs/study_slot.h"
#include "host/study/claim.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFailedFile = "failed.json";

/// An object, empty where there is none that can be read.
Json object_in(const fs::path& file) {
  try {
    const Json document = read_json_file(file);
    if (document.is_object()) return document;
  } catch (const Failure&) {
    // A run that was killed or damaged: what it lacks it has not done.
  } catch (const fs::filesystem_error&) {
    // One of somebody else's, whose rights keep it closed.
  }
  return Json::object();
}

/// The runs of a slot, the newest first; one of another pipeline, which somebody put there, is
/// none.
std::vector<RunSummary> runs_in(const fs::path& folder) {
  std::vector<RunSummary> runs;
  const Json pipeline = object_in(pipeline_of_slot(folder));
  for (const fs::path& directory : runs_of_slot(folder)) {
    RunSummary run = read_run(directory);
    if (run.pipeline == pipeline) runs.push_back(std::move(run));
  }
  std::sort(runs.begin(), runs.end(), [](const RunSummary& a, const RunSummary& b) {
    return std::tie(a.start, a.name) > std::tie(b.start, b.name);
  });
  return runs;
}

bool has_finished(const RunSummary& run) {
  return run.state == RunState::finished && run.result.is_object() &&
         run.result.contains("metrics") && run.result["metrics"].is_object();
}

int exit_code_of_run(const RunSummary& run) {
  const Json code = run.status.is_object() ? run.status.value("exit_code", Json()) : Json();
  return code.is_number_integer() ? code.get<int>() : 0;
}

/// One that was stopped or killed; one that failed is over.
bool can_go_on(const RunSummary& run) {
  return run.state != RunState::failed || is_for_later(exit_code_of_run(run));
}

void take_finished(Slot& slot, const RunSummary& run) {
  slot.state = SlotState::finished;
  slot.run = run.path;
  slot.result = run.result;
  slot.seconds = run.seconds;
  slot.data = run.data_hash;
}

void take_failure(Slot& slot, const fs::path& folder, const std::vector<RunSummary>& runs) {
  const Json failed = object_in(folder / kFailedFile);
  const Json code = failed.value("exit_code", Json()), error = failed.value("error", Json());
  slot.state = SlotState::failed;
  if (!runs.empty()) {
    slot.run = runs.front().path;
    slot.exit_code = exit_code_of_run(runs.front());
    slot.error = runs.front().error;
    slot.data = runs.front().data_hash;
  }
  if (code.is_number_integer()) slot.exit_code = code.get<int>();
  if (error.is_string() && error != "") slot.error = error.get<std::string>();
  if (begins_with(slot.error, "error: ")) slot.error.erase(0, 7);
  slot.error = slot.error.substr(0, slot.error.find('\n'));
}

/// The end of a text file.
std::string tail_of(const fs::path& file) {
  constexpr std::streamoff kTail = 8192;
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  if (!stream) return "";
  const std::streamoff size = stream.tellg();
  stream.seekg(std::max<std::streamoff>(0, size - kTail));
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t end; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
    if (end > start) lines.push_back(text.substr(start, end - start));
  }
  return lines;
}

}  // namespace

const char* state_word(SlotState state) {
  switch (state) {
    case SlotState::fresh:
      return "to do";
    case SlotState::interrupted:
      return "interrupted";
    case SlotState::running:
      return "running";
    case SlotState::failed:
      return "failed";
    case SlotState::finished:
      return "finished";
  }
  return "";
}

Slot look_at_slot(const fs::path& folder, bool claimed) {
  Slot slot;
  const std::vector<RunSummary> runs = runs_in(folder);
  const auto finished = std::find_if(runs.begin(), runs.end(), has_finished);
  if (finished != runs.end()) {
    take_finished(slot, *finished);
    return slot;
  }
  if (const std::string holder = claimed ? "" : Claim::holder(folder); !holder.empty()) {
    slot.state = SlotState::running;
    slot.error = holder;
    if (!runs.empty()) slot.run = runs.front().path;
    return slot;
  }
  std::error_code error;
  const auto unfinished = std::find_if(runs.begin(), runs.end(), can_go_on);
  const bool all_failed = !runs.empty() && unfinished == runs.end();
  if (all_failed || fs::exists(folder / kFailedFile, error)) {
    take_failure(slot, folder, runs);
  } else if (unfinished != runs.end()) {
    slot.state = SlotState::interrupted;
    slot.run = unfinished->path;
  }
  return slot;
}

bool is_for_later(int exit_code) {
  switch (static_cast<Exit>(exit_code)) {
    case Exit::cannot_create:
    case Exit::io:
    case Exit::retry:
    case Exit::interrupted:
    case Exit::terminated:
      return true;
    default:
      return false;
  }
}

fs::path log_of_slot(const fs::path& folder) { return folder / "log.txt"; }
fs::path pipeline_of_slot(const fs::path& folder) { return folder / "pipeline.json"; }

std::string last_error(const fs::path& folder) {
  std::string error;
  for (const std::string& line : lines_of(tail_of(log_of_slot(folder)))) {
    if (begins_with(line, "error: ")) error = line.substr(7);
  }
  return error;
}

void note_failure(const fs::path& folder, int exit_code) {
  const std::string error = last_error(folder);
  write_json_file(folder / kFailedFile,
                  {{"exit_code", exit_code}, {"error", error}, {"time", time_stamp()}});
}

void forget_failure(const fs::path& folder) {
  std::error_code error;
  fs::remove(folder / kFailedFile, error);
}

std::string last_words(const fs::path& folder) {
  const std::vector<std::string> lines = lines_of(tail_of(log_of_slot(folder)));
  return lines.empty() ? "" : lines.back();
}

}  // namespace zeroth::host

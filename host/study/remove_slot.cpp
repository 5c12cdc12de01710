#include "host/study/remove_slot.h"

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>
#include <vector>

#include "host/base/problem.h"
#include "host/runs/remove_run.h"
#include "host/runs/study_slot.h"
#include "host/study/claim.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::array kFilesOfSlots = {"run.json",    "pipeline.json", "log.txt",
                                      "failed.json", "lock",          "claim"};

constexpr const char* kGone = "it is not there any more";

/// A file that is nobody's but the user's; empty: there is none.
std::string foreign_file(const fs::path& slot, const std::vector<fs::path>& runs) {
  std::error_code error;
  for (fs::directory_iterator at(slot, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    const bool is_ours =
        name.front() == '.' || std::find(runs.begin(), runs.end(), at->path()) != runs.end() ||
        std::find(kFilesOfSlots.begin(), kFilesOfSlots.end(), name) != kFilesOfSlots.end();
    if (!is_ours) return at->path().string();
  }
  return error ? error.message() : "";
}

/// Whoever works on the slot aside.
std::string why_contents_stay(const fs::path& slot) {
  std::error_code error;
  if (fs::is_symlink(slot, error)) return "it is a link, and what it leads to is elsewhere";
  if (!is_slot(slot)) return kGone;
  const std::vector<fs::path> runs = runs_of_slot(slot);
  if (const std::string foreign = foreign_file(slot, runs); !foreign.empty()) {
    return "there is something else in it: " + foreign;
  }
  for (const fs::path& run : runs) {
    if (const std::string why = why_kept(read_run(run)); !why.empty()) return why;
  }
  return "";
}

}  // namespace

std::string why_slot_kept(const RunSummary& run) {
  if (const std::string why = why_contents_stay(run.place()); !why.empty()) return why;
  const std::string holder = Claim::holder(run.place());
  return holder.empty() ? "" : holder + " works on it";
}

std::string remove_slot(const RunSummary& listed) {
  const fs::path slot = listed.place();
  if (!is_slot(slot)) return kGone;  // a claim would make the folder
  try {
    const std::optional<Claim> claim = Claim::take(slot);
    if (!claim) return "another process works on it";
    if (const std::string why = why_contents_stay(slot); !why.empty()) return why;
    if (!is_as_listed(listed)) return "it has changed since it was listed";
    return remove_whole(slot);
  } catch (const Failure& failure) {
    const Problem& problem = failure.problems().front();
    return problem.why.empty() ? problem.what : problem.why.front();
  }
}

}  // namespace zeroth::host

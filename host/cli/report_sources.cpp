#include "host/cli/report_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "host/base/problem.h"
#include "host/record/model_card.h"
#include "host/record/sealed_json.h"
#include "host/runs/run_name.h"
#include "host/runs/run_summary.h"
#include "host/runs/study_slot.h"
#include "host/study/slot.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Folders within folders that are looked into: runs, studies of runs, and a folder of these.
constexpr int kDeepest = 3;

bool holds_member(const fs::path& file, const char* member) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return false;
  try {
    const Json document = read_json_file(file);
    return document.is_object() && document.contains(member);
  } catch (const Failure&) {
    return false;
  }
}

bool is_report(const fs::path& folder) {
  return holds_member(folder / "report.json", "zeroth_report");
}

std::string unfinished_text(const Slot& slot) {
  switch (slot.state) {
    case SlotState::running:
      return slot.error.empty() ? "it is running" : fmt::format("it is running ({})", slot.error);
    case SlotState::failed:
      return slot.error.empty() ? "it failed" : "it failed: " + slot.error;
    case SlotState::interrupted:
      return "it was interrupted: `zeroth study run` goes on with it";
    default:
      return "it has not been run yet";
  }
}

class Search {
 public:
  void add(const std::string& word) {
    std::error_code error;
    fs::path path = word;
    if (fs::is_regular_file(path, error)) return add_file(path);
    try {
      path = run_named(word);
    } catch (const Failure& failure) {
      if (failure.code() != Exit::no_input) throw;
      return leave_out(path, failure.problems().front().what);
    }
    if (!fs::exists(path, error)) return leave_out(path, "it is not there");
    if (!fs::is_directory(path, error)) return leave_out(path, "it is no directory");
    add_directory(path, 0);
  }

  ReportSources take() { return std::move(found_); }

 private:
  void leave_out(const fs::path& path, const std::string& why) {
    found_.left_out.emplace_back(path, why);
  }

  void add_file(const fs::path& file) {
    if (!holds_member(file, "zeroth_study")) {
      return leave_out(file, "it is a file, and no plan of a study");
    }
    fs::path folder = file;
    folder.replace_extension(".runs");
    std::error_code error;
    if (!fs::is_directory(folder, error)) {
      return leave_out(file, fmt::format("{} is not there: none of its runs was begun",
                                         folder.filename().string()));
    }
    add_directory(folder, 0);
  }

  void add_slot(const fs::path& folder) {
    const Slot slot = look_at_slot(folder);
    if (slot.state != SlotState::finished) return leave_out(folder, unfinished_text(slot));
    found_.runs.push_back(slot.run);
  }

  void add_directory(const fs::path& directory, int depth) {
    if (looks_like_run(directory)) {
      found_.runs.push_back(directory);
    } else if (is_slot(directory)) {
      add_slot(directory);
    } else if (is_report(directory)) {
      if (depth == 0) leave_out(directory, "it is a report and no run");
    } else if (holds_model(directory)) {
      leave_out(directory, "it is a copy of a model and no run");
    } else {
      add_those_in(directory, depth);
    }
  }

  void add_those_in(const fs::path& folder, int depth) {
    const std::size_t before = found_.runs.size() + found_.left_out.size();
    std::vector<fs::path> inside;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      std::error_code gone;
      const bool hidden = at->path().filename().string().front() == '.';
      // A link may name a run; one to another folder may lead round in a circle.
      const bool counts = !at->is_symlink(gone) || looks_like_run(at->path());
      if (!hidden && counts && at->is_directory(gone)) inside.push_back(at->path());
    }
    if (error) return leave_out(folder, error.message());
    std::sort(inside.begin(), inside.end());
    for (const fs::path& one : inside) {
      if (depth < kDeepest) add_directory(one, depth + 1);
    }
    if (found_.runs.size() + found_.left_out.size() == before) {
      leave_out(folder, "there is no run in it");
    }
  }

  ReportSources found_;
};

}  // namespace

ReportSources report_sources(const std::vector<std::string>& words) {
  Search search;
  for (const std::string& word : words) search.add(word);
  return search.take();
}

}  // namespace zeroth::host

#include "host/report/group_runs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <tuple>

#include "host/report/report_columns.h"
#include "host/report/report_notes.h"
#include "host/report/setting_identity.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Runs of one seed of a setting, of which one counts.
using SameSeed = std::vector<ReportRun>;

std::string note_on_repeated(const std::string& label, const SameSeed& runs) {
  const bool same = std::all_of(runs.begin(), runs.end(), [&](const ReportRun& one) {
    return one.outcomes.look.scores == runs.front().outcomes.look.scores;
  });
  std::vector<std::string> others;
  for (std::size_t i = 1; i < runs.size(); ++i) others.push_back(runs[i].path().string());
  return fmt::format(
      "{}: seed {} was run {} times, with {}; {}, which began first, counts, and not {}", label,
      runs.front().seed, runs.size(), same ? "the same bits" : "other bits",
      runs.front().path().string(), fmt::join(others, ", "));
}

/// Puts seeds in order and leaves one run of each.
/// @return what was repeated.
std::vector<SameSeed> keep_one_of_each_seed(ReportSetting& setting) {
  std::map<std::uint64_t, SameSeed> seeds;
  for (ReportRun& run : setting.runs) seeds[run.seed].push_back(std::move(run));
  setting.runs.clear();
  std::vector<SameSeed> repeated;
  for (auto& [seed, runs] : seeds) {
    std::stable_sort(runs.begin(), runs.end(), [](const ReportRun& a, const ReportRun& b) {
      return std::tie(a.summary.start, a.name()) < std::tie(b.summary.start, b.name());
    });
    if (runs.size() == 1) {
      setting.runs.push_back(std::move(runs.front()));
      continue;
    }
    setting.runs.push_back(runs.front());
    repeated.push_back(std::move(runs));
  }
  return repeated;
}

ReportGroup group_of(const ReportRun& run) {
  ReportGroup group;
  group.data = run.summary.data.empty() ? "data" : run.summary.data;
  group.data_hash = run.summary.data_hash;
  group.protocol = run.summary.protocol;
  group.setting = run.setting;
  group.oracle_gate = run.outcomes.oracle_gate;
  return group;
}

/// Groups and settings in the order in which their first runs come.
std::vector<ReportGroup> groups_of(std::vector<ReportRun> runs) {
  std::vector<ReportGroup> groups;
  std::map<std::string, std::size_t> group_at;
  std::map<std::pair<std::size_t, std::string>, std::size_t> setting_at;
  for (ReportRun& run : runs) {
    const auto [group, is_new] = group_at.emplace(group_identity(run), groups.size());
    if (is_new) groups.push_back(group_of(run));
    std::vector<ReportSetting>& settings = groups[group->second].settings;
    const auto [setting, is_first] =
        setting_at.emplace(std::pair(group->second, setting_identity(run)), settings.size());
    if (is_first) settings.push_back({});
    settings[setting->second].runs.push_back(std::move(run));
  }
  return groups;
}

/// Data of one name are told apart by their hashes, rows of the same data by theirs.
void name_data(std::vector<ReportGroup>& groups) {
  constexpr std::size_t kShown = 8;
  std::map<std::string, std::set<std::string>> hashes, rows;
  for (const ReportGroup& one : groups) {
    hashes[one.data].insert(one.data_hash);
    rows[one.title() + one.data_hash].insert(rows_identity(one.settings.front().runs.front()));
  }
  for (ReportGroup& one : groups) {
    std::string more;
    if (hashes[one.data].size() > 1) more = one.data_hash.substr(0, kShown);
    if (rows[one.title() + one.data_hash].size() > 1) {
      const std::string own = rows_identity(one.settings.front().runs.front());
      more += fmt::format("{}rows {}", more.empty() ? "" : ", ", own.substr(0, kShown));
    }
    if (!more.empty()) one.data += fmt::format(" ({})", more);
  }
}

/// One way to each directory, whatever ways there are.
std::vector<fs::path> each_once(const std::vector<fs::path>& directories,
                                std::vector<std::string>& notes) {
  std::vector<fs::path> once;
  std::set<fs::path> known;
  for (const fs::path& one : directories) {
    std::error_code error;
    const fs::path place = fs::weakly_canonical(one, error);
    if (known.insert(error ? one : place).second) once.push_back(one);
  }
  if (const std::size_t more = directories.size() - once.size(); more > 0) {
    notes.push_back(fmt::format("{} name{} of runs that are named already: each run counts once",
                                more, more == 1 ? "" : "s"));
  }
  return once;
}

}  // namespace

ReportData grouped(std::vector<ReportRun> runs, std::vector<LeftOutRun> left_out) {
  ReportData data{groups_of(std::move(runs)), std::move(left_out), {}};
  name_data(data.groups);
  for (ReportGroup& group : data.groups) {
    std::map<std::string, std::vector<SameSeed>> repeated;
    for (ReportSetting& setting : group.settings) {
      auto more = keep_one_of_each_seed(setting);
      // A setting is called like the runs that count.
      setting.name = setting.runs.front().summary.pipeline_name;
      if (!more.empty()) repeated.emplace(setting_identity(setting.runs.front()), std::move(more));
    }
    tell_apart(group);
    for (const ReportSetting& setting : group.settings) {
      for (const SameSeed& one : repeated[setting_identity(setting.runs.front())]) {
        data.notes.push_back(note_on_repeated(setting.label, one));
      }
    }
  }
  const std::vector<std::string> more = notes_on(data.groups);
  data.notes.insert(data.notes.end(), more.begin(), more.end());
  return data;
}

ReportData read_report_data(const std::vector<fs::path>& directories,
                            std::vector<LeftOutRun> left_out, Progress& progress) {
  std::vector<std::string> notes;
  const std::vector<fs::path> once = each_once(directories, notes);
  std::vector<ReportRun> runs;
  progress.begin("reading runs", static_cast<std::int64_t>(once.size()));
  for (std::size_t i = 0; i < once.size(); ++i) {
    ReadReportRun read = read_report_run(once[i]);
    if (read.run) runs.push_back(std::move(*read.run));
    if (!read.run) left_out.push_back({once[i], read.why, read.damaged});
    progress.update(static_cast<std::int64_t>(i) + 1);
  }
  progress.end(fmt::format("{} of {}", runs.size(), once.size()));
  ReportData data = grouped(std::move(runs), std::move(left_out));
  data.notes.insert(data.notes.begin(), notes.begin(), notes.end());
  return data;
}

}  // namespace zeroth::host

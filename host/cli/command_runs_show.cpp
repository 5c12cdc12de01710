#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "host/base/columns.h"
#include "host/base/problem.h"
#include "host/cli/command_tree.h"
#include "host/cli/output.h"
#include "host/cli/runs_commands.h"
#include "host/cli/shell_quoted.h"
#include "host/record/run_directory.h"
#include "host/runs/flat_json.h"
#include "host/runs/run_summary.h"
#include "host/runs/summary_json.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

using Rows = std::vector<std::pair<std::string, std::string>>;

struct ShowOptions {
  std::string run, folder = kRunsFolder;
  bool json = false;
};

RunSummary summary_at(const fs::path& directory) {
  if (!looks_like_run(directory)) RunDirectory::open(directory);  // which says what it lacks
  return read_run(directory);
}

/// Settings of the run that stand in one of its pipeline files, or were set; all of them where
/// nobody knows.
std::vector<FlatValue> chosen_settings(const RunSummary& run) {
  std::vector<FlatValue> values = flat_values(run.pipeline);
  Json origins;
  try {
    origins = RunDirectory::open(run.path).origins();
  } catch (const Failure&) {
    return values;
  }
  const auto is_default = [&](const FlatValue& value) {
    std::string pointer = "/" + value.first;
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    const bool is_said = value.first == "name" || value.first == "zeroth" || value.second == "";
    return is_said || (origins.is_object() && origins.value(pointer, Json()) == "default");
  };
  values.erase(std::remove_if(values.begin(), values.end(), is_default), values.end());
  return values;
}

Rows files_of(const fs::path& directory) {
  Rows files;
  std::error_code error;
  fs::recursive_directory_iterator at(directory, error), end;
  for (; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (!fs::is_regular_file(at->symlink_status(gone))) continue;
    const std::uintmax_t size = fs::file_size(at->path(), gone);
    if (gone) continue;
    files.emplace_back(at->path().lexically_relative(directory).string(), size_text(size));
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string command_of(const RunSummary& run) {
  if (!run.status.is_object()) return "";
  std::string line;
  for (const Json& word : run.status.value("command", Json::array())) {
    if (!word.is_string()) continue;
    const std::string text = word.get<std::string>();
    const bool plain = text.find_first_of(" '\"$\\*?()<>|;&") == std::string::npos;
    line += (line.empty() ? "" : " ") + (plain ? text : shell_quoted(text));
  }
  return line;
}

std::string with_hash(const std::string& name, const std::string& hash) {
  constexpr std::size_t kShown = 8;
  return hash.empty() ? name : fmt::format("{} ({})", name, hash.substr(0, kShown));
}

std::string state_text(const RunSummary& run) {
  const char* went_on = run.is_running() ? "for" : "after";
  std::string text = fmt::format("{} {} {}", name_of(run.state), went_on, span_text(run.seconds));
  if (!run.holder.empty()) text += ", " + run.holder;
  if (run.state == RunState::killed || run.state == RunState::interrupted) {
    text += fmt::format("; `zeroth run --resume {}` goes on", run.path.string());
  }
  return text;
}

/// What is known of the run; what is not is left out.
Rows facts_of(const RunSummary& run) {
  const std::string looks =
      run.result.is_object() ? plain_text(run.result.value("test_looks", Json(""))) : "";
  Rows rows = {{"state", state_text(run)},
               {"problem", run.problem},
               {"error", run.error},
               {"progress", run.progress.text()},
               {"start", run.start},
               {"end", run.end},
               {"by", run.user.empty() ? "" : run.user + " on " + run.host},
               {"command", command_of(run)},
               {"pipeline", with_hash(run.pipeline_name, run.pipeline_hash)},
               {"recipe", run.recipe},
               {"seed", run.seed ? std::to_string(*run.seed) : ""},
               {"data", with_hash(run.data, run.data_hash)},
               {"protocol", run.protocol},
               {"setting", run.setting},
               {"looks", looks},
               {"size", size_text(run.size)}};
  rows.erase(
      std::remove_if(rows.begin(), rows.end(), [](const auto& row) { return row.second.empty(); }),
      rows.end());
  return rows;
}

/// Lines of a value that has several keep their place.
std::string indented(std::string text, std::size_t columns) {
  const std::string line_break = "\n" + std::string(columns, ' ');
  for (std::size_t at = text.find('\n'); at != std::string::npos;
       at = text.find('\n', at + line_break.size())) {
    text.replace(at, 1, line_break);
  }
  return text;
}

void print_rows(const char* title, const Rows& rows) {
  if (rows.empty()) return;
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, columns_of(row.first));
  constexpr std::size_t kIndent = 2, kGap = 2;
  print_format("{}\n", title);
  for (const auto& [name, value] : rows) {
    const std::string blanks(width - columns_of(name) + kGap, ' ');
    print_format("  {}{}{}\n", name, blanks, indented(value, kIndent + width + kGap));
  }
}

void print_run(const RunSummary& run) {
  Rows settings, figures, plugins;
  for (const auto& [path, value] : chosen_settings(run)) {
    settings.emplace_back(path, plain_text(value));
  }
  for (const auto& [name, value] : run.figures) {
    figures.emplace_back(name, fmt::format("{:.1f}", value));
  }
  for (const auto& [id, version] : run.plugins) plugins.emplace_back(id, version);
  print_rows(run.path.string().c_str(), facts_of(run));
  print_rows("settings that its pipeline made (all others have their defaults)", settings);
  print_rows("figures in percent", figures);
  print_rows("plugins", plugins);
  print_rows("files", files_of(run.path));
}

Json document_of(const RunSummary& run) {
  Json document = to_json(run), settings = Json::object(), plugins = Json::object();
  for (const auto& [path, value] : chosen_settings(run)) settings[path] = value;
  for (const auto& [id, version] : run.plugins) plugins[id] = version;
  document["settings"] = settings;
  document["plugins"] = plugins;
  document["command"] = command_of(run);
  return document;
}

void show(const ShowOptions& options) {
  const RunSummary run = summary_at(run_named(options.run, options.folder));
  if (options.json) return print_json(document_of(run));
  print_run(run);
}

}  // namespace

void add_runs_show(CLI::App& runs, const SetExit&) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* command = runs.add_subcommand("show", "Show one run: what it is and what came out");
  command->add_option("run", options->run, "Run, by its directory or name")
      ->type_name(kDirectoryType)
      ->required();
  command->add_flag("--json", options->json, "Print JSON");
  add_runs_folder_to(*command, options->folder);
  command->footer(
      "Examples:\n  zeroth runs show 2026-01-31-quickstart-0123abcd\n"
      "  zeroth runs show quickstart --json");
  command->callback([options] { show(*options); });
}

}  // namespace zeroth::host

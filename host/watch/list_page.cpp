#include <fmt/format.h>

#include "host/runs/metric_lines.h"
#include "host/runs/units.h"
#include "host/watch/page_parts.h"
#include "host/watch/run_charts.h"
#include "host/watch/watch_pages.h"

namespace zeroth::host {
namespace {

/// Of runs that run, how many have a curve on the page of all; the others are in the table.
constexpr std::size_t kMostCards = 12;
/// Of the table: a page is asked for every two seconds.
constexpr std::size_t kMostListed = 1000;

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string figure_text(const RunSummary& run, const char* name) {
  const auto value = run.figure(name);
  return value ? fmt::format("{:.1f}", *value) : "";
}

PageData card_of(const RunSummary& run) {
  const std::vector<Json> lines = metric_lines(run.path / "metrics.jsonl");
  PageData data;
  data.set("name", run.name);
  data.set("path", run_path(run.name));
  data.set("about", fmt::format("{}{}, for {}", run.recipe,
                                run.seed ? fmt::format(", seed {}", *run.seed) : "",
                                span_text(run.seconds)));
  add_progress(data, run, lines);
  data.set("figures", latest_figures(lines));
  const std::vector<Chart> chart = latest_chart(lines);
  data.set("chart", chart.empty() ? "" : svg_text(chart.front()));
  return data;
}

PageData row_of(const RunSummary& run) {
  PageData data;
  data.set("name", run.name);
  data.set("path", run_path(run.name));
  data.set("state", name_of(run.state));
  const std::string& why = run.problem.empty() ? run.error : run.problem;
  if (!why.empty()) data.set("why", why);
  data.set("progress", run.progress.text());
  data.set("began", minute_of(run.start));
  data.set("took", run.seconds > 0 ? span_text(run.seconds) : "");
  data.set("protocol", run.protocol);
  data.set("seed", run.seed ? std::to_string(*run.seed) : "");
  for (const char* name : {"U", "S", "H", "T1"}) data.set(name, figure_text(run, name));
  return data;
}

}  // namespace

std::string list_page(const std::string& folder, const FolderView& view) {
  PageData running{PageData::type::list}, others{PageData::type::list};
  std::size_t cards = 0, running_runs = 0, rows = 0;
  for (const RunSummary& run : view.runs) {
    running_runs += run.is_running() ? 1 : 0;
    if (run.is_running() && cards < kMostCards) {
      running.push_back(card_of(run));
      ++cards;
    } else if (rows++ < kMostListed) {
      others.push_back(row_of(run));
    }
  }
  PageData data;
  data.set("folder", folder);
  data.set("counts", fmt::format("{}, {} running", counted(view.runs.size(), "run"), running_runs));
  if (!view.problem.empty()) data.set("problem", view.problem);
  set_flag(data, "is_empty", view.runs.empty() && view.problem.empty());
  set_flag(data, "has_running", cards > 0);
  set_flag(data, "has_others", rows > 0);
  data.set("others_title", running_runs > cards ? "All others" : "Not running");
  data.set("running", running);
  data.set("others", others);
  if (rows > kMostListed) {
    data.set("more", fmt::format("{} that began earlier not shown; `zeroth runs` lists all",
                                 counted(rows - kMostListed, "run")));
  }
  data.set("unread", list_of(view.unread));
  return filled_list(fmt::format("{} running, {}", running_runs, folder), data);
}

}  // namespace zeroth::host

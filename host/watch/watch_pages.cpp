#include "host/watch/watch_pages.h"

#include <fmt/format.h>

#include <cctype>
#include <kainjow/mustache.hpp>
#include <utility>

#include "host/draw/chart_csv.h"
#include "host/draw/chart_drawing.h"
#include "host/draw/drawing_svg.h"
#include "host/draw/svg.h"
#include "host/runs/flat_json.h"
#include "host/runs/metric_lines.h"
#include "host/runs/units.h"
#include "host/watch/run_charts.h"
#include "page_bytes.h"

namespace zeroth::host {
namespace {

using Data = kainjow::mustache::data;

/// Of runs that run, how many have a curve on the page of all; the others are in the table.
constexpr std::size_t kMostCards = 12;

template <std::size_t Size>
constexpr std::string_view bytes(const char (&file)[Size]) {
  return {file, Size};
}

std::string rendered(std::string_view file, const Data& data) {
  kainjow::mustache::mustache page{std::string(file)};
  page.set_custom_escape([](const std::string& text) { return markup(text); });
  return page.render(data);
}

std::string framed(const std::string& title, const std::string& content) {
  Data data;
  data.set("title", title);
  data.set("content", content);
  return rendered(bytes(frame_mustache), data);
}

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string figure_text(const RunSummary& run, const char* name) {
  const auto value = run.figure(name);
  return value ? fmt::format("{:.1f}", *value) : "";
}

/// The figures of a document in one line: "U 40.1  S 60.2".
std::string figures_line(const Json& figures) {
  std::string line;
  if (!figures.is_object()) return line;
  for (const auto& [name, value] : figures.items()) {
    if (!value.is_number()) continue;
    line += fmt::format("{}{} {:.1f}", line.empty() ? "" : "  ", name, value.get<double>());
  }
  return line;
}

/// "2026-01-31 12:34" of a time stamp.
std::string minute_of(const std::string& stamp) {
  std::string minute = stamp.substr(0, std::string("2026-01-31T12:34").size());
  for (char& c : minute) c = c == 'T' ? ' ' : c;
  return minute.empty() ? "" : minute + " UTC";
}

/// The figures of the last evaluation.
std::string latest_figures(const std::vector<Json>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line->contains("evaluation")) return figures_line(line->at("evaluation"));
  }
  return "";
}

/// What can be said of how far a run is, for a page.
void add_progress(Data& data, const RunSummary& run, const std::vector<Json>& lines) {
  const RunProgress& now = run.progress;
  const std::string text = now.text();
  data.set("progress", text.empty() ? "no epoch has ended yet" : "epoch of " + text);
  const bool is_measured = now.epochs > 0 && run.state != RunState::finished;
  data.set("is_measured", is_measured ? Data::type::bool_true : Data::type::bool_false);
  data.set("epoch", std::to_string(now.epoch));
  data.set("epochs", std::to_string(now.epochs));
  const double left = run.is_running() ? seconds_left(lines, now.epochs) : 0;
  data.set("left", left > 0 ? "about " + span_text(left) + " left in this stage" : "");
}

std::string svg_text(const Chart& chart) {
  ChartLook look;
  look.plot_height = 180;
  return svg_of(draw(chart, look), SvgColours::page).element();
}

Data card_of(const RunSummary& run) {
  const std::vector<Json> lines = metric_lines(run.path / "metrics.jsonl");
  Data data;
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

Data row_of(const RunSummary& run) {
  Data data;
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

Data fact(const char* what, std::string is) {
  Data data;
  data.set("what", what);
  data.set("is", std::move(is));
  return data;
}

Data facts_of(const RunSummary& run, const std::vector<Json>& lines) {
  Data facts{Data::type::list};
  const auto add = [&](const char* what, std::string is) {
    if (!is.empty()) facts.push_back(fact(what, std::move(is)));
  };
  for (const auto& [name, value] : run.figures) {
    if (name == "U" || name == "S" || name == "H" || name == "T1" || name == "AUSUC")
      add(name.c_str(), fmt::format("{:.1f} %", value));
  }
  if (run.figures.empty()) add("Latest figures in %", latest_figures(lines));
  add("Pipeline", run.pipeline_name);
  add("Recipe", run.recipe);
  add("Protocol", run.protocol);
  add("Setting", run.setting);
  add("Seed", run.seed ? std::to_string(*run.seed) : "");
  add("Data", run.data);
  add("Began", minute_of(run.start));
  add("Ended", minute_of(run.end));
  add("Took", run.seconds > 0 ? span_text(run.seconds) : "");
  add("By", run.user.empty() ? "" : run.user + " on " + run.host);
  add("Worked on by", run.holder);
  add("Size", size_text(run.size));
  add("Directory", run.path.string());
  return facts;
}

Data texts(const std::vector<std::string>& all) {
  Data list{Data::type::list};
  for (const std::string& one : all) list.push_back(one);
  return list;
}

Data chart_data(const Chart& chart) {
  const ChartTable table = chart_table(chart);
  Data data, rows{Data::type::list};
  for (const auto& row : table.rows) {
    Data cells;
    cells.set("cells", texts(row));
    rows.push_back(cells);
  }
  data.set("id", "values-" + chart.id);
  data.set("title", chart.title);
  data.set("chart", svg_text(chart));
  data.set("head", texts(table.head));
  data.set("rows", rows);
  return data;
}

/// As it stands in an address; slashes stay.
std::string encoded(const std::string& name) {
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || std::string_view("-_.~/").find(c) != std::string::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return text;
}

void set_flag(Data& data, const std::string& name, bool is) {
  data.set(name, is ? Data::type::bool_true : Data::type::bool_false);
}

}  // namespace

std::string run_path(const std::string& name) { return "/run/" + encoded(name); }

std::string report_path(const std::string& name) { return "/report/" + encoded(name) + "/"; }

std::string list_page(const std::string& folder, const FolderView& view) {
  Data running{Data::type::list}, others{Data::type::list};
  std::size_t cards = 0, running_runs = 0, rows = 0;
  for (const RunSummary& run : view.runs) {
    running_runs += run.is_running() ? 1 : 0;
    if (run.is_running() && cards < kMostCards) {
      running.push_back(card_of(run));
      ++cards;
    } else {
      others.push_back(row_of(run));
      ++rows;
    }
  }
  Data data;
  data.set("folder", folder);
  data.set("counts", fmt::format("{}, {} running", counted(view.runs.size(), "run"), running_runs));
  if (!view.problem.empty()) data.set("problem", view.problem);
  set_flag(data, "has_running", cards > 0);
  set_flag(data, "has_others", rows > 0);
  data.set("others_title", running_runs > cards ? "All others" : "Not running");
  data.set("running", running);
  data.set("others", others);
  data.set("unread", texts(view.unread));
  return framed(fmt::format("{} running, {}", running_runs, folder),
                rendered(bytes(list_mustache), data));
}

std::string run_page(const std::string& folder, const RunSummary& run, bool has_report) {
  const std::vector<Json> lines = metric_lines(run.path / "metrics.jsonl");
  Data data, charts{Data::type::list};
  const std::vector<Chart> all = charts_of_run(lines);
  for (const Chart& one : all) charts.push_back(chart_data(one));
  data.set("name", run.name);
  data.set("state", name_of(run.state));
  add_progress(data, run, lines);
  const std::string& problem = run.problem.empty() ? run.error : run.problem;
  if (!problem.empty()) data.set("problem", problem);
  set_flag(data, "has_report", has_report);
  data.set("report", report_path(run.name));
  data.set("facts", facts_of(run, lines));
  set_flag(data, "has_charts", !all.empty());
  data.set("charts", charts);
  return framed(run.name + ", " + folder, rendered(bytes(run_mustache), data));
}

std::string missing_page(const std::string& folder, const std::string& what) {
  return framed(what, fmt::format("<h1>{}</h1>\n<p><a href=\"/\">All runs of {}</a></p>\n",
                                  markup(what), markup(folder)));
}

std::string_view watch_style() { return bytes(watch_css); }
std::string_view watch_script() { return bytes(watch_js); }

}  // namespace zeroth::host

#include "host/watch/page_parts.h"

#include <fmt/format.h>

#include "host/draw/chart_drawing.h"
#include "host/draw/drawing_svg.h"
#include "host/draw/svg.h"
#include "host/runs/units.h"
#include "host/watch/run_charts.h"
#include "watch_embedded.h"

namespace zeroth::host {
namespace {

std::string rendered(std::string_view file, const PageData& data) {
  kainjow::mustache::mustache page{std::string(file)};
  page.set_custom_escape([](const std::string& text) { return markup(text); });
  return page.render(data);
}

/// The figures of a document in one line.
std::string figures_line(const Json& figures) {
  std::string line;
  if (!figures.is_object()) return line;
  for (const auto& [name, value] : figures.items()) {
    if (!value.is_number()) continue;
    line += fmt::format("{}{} {:.1f}", line.empty() ? "" : "  ", name, value.get<double>());
  }
  return line;
}

}  // namespace

void set_flag(PageData& data, const std::string& name, bool is) {
  data.set(name, is ? PageData::type::bool_true : PageData::type::bool_false);
}

PageData list_of(const std::vector<std::string>& texts) {
  PageData list{PageData::type::list};
  for (const std::string& one : texts) list.push_back(one);
  return list;
}

std::string latest_figures(const std::vector<Json>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line->contains("evaluation")) return figures_line(line->at("evaluation"));
  }
  return "";
}

void add_progress(PageData& data, const RunSummary& run, const std::vector<Json>& lines) {
  const RunProgress& now = run.progress;
  const std::string text = now.text();
  data.set("progress", text.empty() ? "no epoch has ended yet" : "epoch of " + text);
  const bool is_measured = now.epochs > 0 && run.state != RunState::finished;
  set_flag(data, "is_measured", is_measured);
  data.set("epoch", std::to_string(now.epoch));
  data.set("epochs", std::to_string(now.epochs));
  const double left = run.is_running() ? seconds_left(lines, now.epochs) : 0;
  data.set("left", left > 0 ? "about " + span_text(left) + " left in this stage" : "");
}

std::string minute_of(const std::string& stamp) {
  std::string minute = stamp.substr(0, std::string("2026-01-31T12:34").size());
  for (char& c : minute) c = c == 'T' ? ' ' : c;
  return minute.empty() ? "" : minute + " UTC";
}

std::string svg_text(const Chart& chart) {
  ChartLook look;
  look.plot_height = 180;
  return svg_of(draw(chart, look), SvgColours::page).element();
}

std::string framed(const std::string& title, const std::string& content) {
  PageData data;
  data.set("title", title);
  data.set("content", content);
  return rendered(watch_embedded::frame_mustache, data);
}

std::string filled_list(const std::string& title, const PageData& data) {
  return framed(title, rendered(watch_embedded::list_mustache, data));
}

std::string filled_run(const std::string& title, const PageData& data) {
  return framed(title, rendered(watch_embedded::run_mustache, data));
}

std::string_view watch_style() { return watch_embedded::watch_css; }
std::string_view watch_script() { return watch_embedded::watch_js; }

}  // namespace zeroth::host

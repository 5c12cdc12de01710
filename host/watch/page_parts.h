#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/json.h"
#include "host/draw/chart.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {

// What pages of runs are put together of. Templates escape all texts, whatever bytes they hold.

using PageData = kainjow::mustache::data;

void set_flag(PageData& data, const std::string& name, bool is);
PageData list_of(const std::vector<std::string>& texts);

/// What can be said of how far a run is: members "progress", "left", and, where that is known,
/// "is_measured", "epoch" and "epochs".
/// @param lines  of its metrics
void add_progress(PageData& data, const RunSummary& run, const std::vector<Json>& lines);

/// The figures of the last evaluation in one line: "U 40.1  S 60.2".
std::string latest_figures(const std::vector<Json>& lines);

/// "2026-01-31 12:34 UTC" of a time stamp.
std::string minute_of(const std::string& stamp);

/// A chart as part of a page.
std::string svg_text(const Chart& chart);

/// Whole pages, of the templates `list` and `run`, or around some markup.
std::string filled_list(const std::string& title, const PageData& data);
std::string filled_run(const std::string& title, const PageData& data);
std::string framed(const std::string& title, const std::string& content);

/// Style and script of all pages.
std::string_view watch_style();
std::string_view watch_script();

}  // namespace zeroth::host

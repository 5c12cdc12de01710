#include "host/report/report_maps.h"

#include <fmt/format.h>

#include <cstddef>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/map/map_of_run.h"
#include "host/report/shown_settings.h"

namespace zeroth::host {
namespace {

/// Runs whose maps are drawn.
std::vector<const ReportRun*> mapped_runs(const ReportData& data, const ReportTables& tables) {
  std::vector<const ReportRun*> runs;
  for (const ReportTable& table : tables.groups) {
    const ReportGroup& group = data.groups[table.group];
    for (const std::size_t setting : shown_settings(table, kSettingsWithCharts)) {
      const ReportRun& run = group.settings[setting].runs.front();
      if (run.pipeline().contains("generator")) runs.push_back(&run);
    }
  }
  return runs;
}

std::string reason_of(const Failure& failure) {
  const Problem& problem = failure.problems().front();
  return problem.why.empty() ? problem.what : problem.what + ": " + problem.why.front();
}

}  // namespace

std::vector<MapPoints> report_maps(ReportData& data, const ReportTables& tables,
                                   const ReportMapOptions& options, Progress& progress) {
  std::vector<MapPoints> maps;
  if (options.method.empty()) return maps;
  const InterruptGuard guard;
  for (const ReportRun* run : mapped_runs(data, tables)) {
    MapRequest request;
    request.run = run->path();
    request.plugins = options.plugins;
    request.method = options.method;
    request.seed = options.seed;
    request.rows = options.rows > 0            ? options.rows
                   : options.method == "t-sne" ? kMostMapRows
                                               : kUsualPlaneRows;
    try {
      maps.push_back(map_of_run(request, progress));
    } catch (const Failure& failure) {
      if (InterruptGuard::pending() != 0) throw;
      data.notes.push_back(fmt::format("No map of {}: {}.", run->name(), reason_of(failure)));
    }
    if (const int signal = InterruptGuard::pending()) {
      throw stopped(signal, run->path().string(), {"while rows were mapped"}, "start it again");
    }
  }
  return maps;
}

}  // namespace zeroth::host

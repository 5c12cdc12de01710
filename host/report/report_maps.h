#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "host/base/progress.h"
#include "host/map/map_points.h"
#include "host/report/report_table.h"

namespace zeroth::host {

/// Which maps a report has.
struct ReportMapOptions {
  std::string method;     ///< "pca" or "t-sne"; empty: none
  std::int64_t rows = 0;  ///< of each, at most; 0: as its method usually has
  std::uint64_t seed = 1;
  std::map<std::string, std::string> plugins;  ///< id -> library
};

/// Maps of rows: of each group the settings with a generator among those that have charts of their
/// own, of each of these the run of the first seed. Where one cannot be made, as where the data are
/// not there any more, a note of the data says why.
std::vector<MapPoints> report_maps(ReportData& data, const ReportTables& tables,
                                   const ReportMapOptions& options, Progress& progress);

}  // namespace zeroth::host

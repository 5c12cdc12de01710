#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/papers/paper.h"
#include "host/report/make_tables.h"
#include "host/report/report_maps.h"
#include "host/report/report_run.h"

namespace zeroth::host {

/// A work that the runs of a report ask to be cited.
struct ReportReference {
  std::string key, bibtex;
  std::vector<std::string> used_by;  ///< ids of plugins
};

/// What `zeroth report` is asked for.
struct ReportRequest {
  std::vector<std::filesystem::path> directories;  ///< of runs
  std::vector<LeftOutRun> left_out;                ///< what was named and is none
  std::filesystem::path out;                       ///< the folder that is written
  ReportTableOptions tables;
  std::vector<ReportReference> references;
  std::vector<Paper> papers;  ///< whose tables the runs are put into, with their pipelines
  ReportMapOptions maps;
  std::filesystem::path templates;  ///< folder of page templates; empty: the usual ones
};

ReportRequest parse_report_request(const Json& document);

}  // namespace zeroth::host

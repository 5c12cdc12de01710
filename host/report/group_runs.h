#pragma once

#include <filesystem>
#include <vector>

#include "host/base/progress.h"
#include "host/report/report_data.h"

namespace zeroth::host {

/// Puts runs in order: settings, groups, seeds. Of a seed that a setting has several runs of, the
/// one that began first counts, and a note says so.
ReportData grouped(std::vector<ReportRun> runs, std::vector<LeftOutRun> left_out);

/// Reads run directories and puts them in order; one that is given twice, by whatever path, counts
/// once.
ReportData read_report_data(const std::vector<std::filesystem::path>& directories,
                            std::vector<LeftOutRun> left_out, Progress& progress);

}  // namespace zeroth::host

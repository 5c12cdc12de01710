#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"
#include "host/base/new_place.h"

namespace zeroth::host {

/// The files of a report: their ways from its folder, with slashes, and what is in them.
using ReportFiles = std::vector<std::pair<std::string, std::string>>;

/// The name of the document with all numbers, by which a folder is known for a report.
inline constexpr const char* kReportDocument = "report.json";

/// What may be in the way of a report: an earlier one, with no file in it that no report wrote.
NewPlace::Rule rule_of_reports(const std::filesystem::path& out);

/// Writes the folder, with `document`, to which a member "files" is added, as report.json: whole or
/// not at all. An earlier report there is replaced.
/// @throws Failure(cannot_create or io).
void write_report_folder(const std::filesystem::path& out, const ReportFiles& files, Json document);

}  // namespace zeroth::host

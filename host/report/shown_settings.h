#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/report/report_table.h"

namespace zeroth::host {

/// How many settings one chart shows: more lines nobody can tell apart. And how many have charts of
/// their own.
inline constexpr std::size_t kSettingsInChart = 12, kSettingsWithCharts = 4;

/// The settings of a group that a chart shows, by their numbers in the group, the best in the main
/// figure first.
std::vector<std::size_t> shown_settings(const ReportTable& table, std::size_t most);

/// What a chart says of those that it does not show: " Of 40 settings the 12 best in H."; empty
/// where it shows all.
std::string shown_text(const ReportTable& table, std::size_t shown);

/// Of a setting with several seeds: "mean over 3 seeds, the area from the lowest to the highest".
std::string seeds_shown(const ReportGroup& group);

}  // namespace zeroth::host

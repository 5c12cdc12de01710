#pragma once

#include "host/report/report_data.h"

namespace zeroth::host {

/// The setting of each group that a person means by `wanted`: its label, else the name of its
/// pipeline, else the directory or the name of one of its runs, else a part of its label. Nothing
/// for groups that do not have it.
/// @throws Failure(usage) where several of a group fit, or none of any.
std::vector<std::optional<std::size_t>> baselines_of(const ReportData& data,
                                                     const std::string& wanted);

}  // namespace zeroth::host

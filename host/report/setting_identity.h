#pragma once

#include <map>
#include <string>

#include "host/report/report_run.h"

namespace zeroth::host {

/// Version and hash of the run's plugins: "1.0.0 (0123abcd)" by id.
std::map<std::string, std::string> builds_of(const ReportRun& run);

/// What runs of one setting have in common: every value of the resolved pipeline that decides
/// something, without the seed, and the builds of the plugins. Where data lie, how a pipeline is
/// called and what was published of it decide nothing; which data they are is for `group_identity`.
std::string setting_identity(const ReportRun& run);

/// The same without how and when the run was evaluated: what two protocols of one method share.
std::string method_identity(const ReportRun& run);

/// Which rows a run was tested on, as a hash.
std::string rows_identity(const ReportRun& run);

/// What runs have in common whose figures may be held against each other: data, test rows,
/// protocol, setting of the problem, and whether the gate is an oracle.
std::string group_identity(const ReportRun& run);

/// The same without the protocol.
std::string problem_identity(const ReportRun& run);

}  // namespace zeroth::host

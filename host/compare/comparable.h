#pragma once

#include <string>
#include <vector>

#include "host/compare/compared_run.h"

namespace zeroth::host {

/// Why the figures of two runs must not be held against each other, in sentences; empty: they may.
/// `figures`: what the worker said of both.
std::vector<std::string> not_comparable(const ComparedRun& first, const ComparedRun& second,
                                        const Json& figures);

/// Whether all that differs is the protocol, one of them chooses its epoch on test rows, the other
/// does not, and both were tested on the same rows: then the difference is the optimism gap.
bool is_optimism_gap(const ComparedRun& first, const ComparedRun& second, const Json& figures);

}  // namespace zeroth::host

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/base/problem.h"

namespace zeroth::host {

/// Why ranks that said this of themselves cannot compute one run: the first rank from 1 on that
/// differs from rank 0 in a member of its document, member by member in the order of rank 0's.
/// Empty: they can. Members are what people read: {"version of Zeroth": "1.0.0", ...}.
std::string difference(const std::vector<Json>& hellos);

/// Refuses ranks that differ, on all of them. `said` are their documents.
/// @throws Failure(code).
void expect_same(const std::vector<std::string>& said, Exit code, const std::string& fix);

/// For a person, where clocks of ranks are apart by more than a minute; empty: they are not.
/// `seconds` since 1970, read by every rank at the same moment.
std::string clock_warning(const std::vector<std::int64_t>& seconds);

}  // namespace zeroth::host

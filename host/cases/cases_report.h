#pragma once

#include <string>
#include <vector>

#include "host/cases/cases.h"

namespace zeroth::host {

/// One line per case with its largest error, and a count.
std::string cases_text(const std::vector<CaseResult>& results);

}  // namespace zeroth::host

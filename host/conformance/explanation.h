#pragma once

#include <string>
#include <vector>

#include "host/conformance/check.h"
#include "host/conformance/check_table.h"

namespace zeroth::host {

struct CheckResult {
  Subject subject;
  std::string check;
  Verdict verdict;
  std::string because = "";  ///< of a skipped check: the one whose failure explains what it found
};

/// Leaves one story a cause in the results of one plugin: what a failed check explains, and what
/// failed in the very words of an earlier one, is skipped because of that check.
void leave_causes(const std::vector<Explained>& explanations, std::vector<CheckResult>& results);

}  // namespace zeroth::host

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/conformance/check.h"
#include "host/conformance/check_table.h"
#include "host/conformance/explanation.h"

namespace zeroth::host {

struct ConformanceRequest {
  std::vector<Subject> subjects;
  std::vector<Check> checks =
      all_checks();         ///< the first one decides whether the others say anything
  std::string include;      ///< regular expression; only checks whose name it finds. Empty: all
  int strictness = 3;       ///< checks up to this level
  bool in_process = false;  ///< all in this process, for a debugger
  int at_once = 1;
  double seconds = 60;               ///< after which a check is stopped
  std::string device = "simulated";  ///< of the subjects
};

/// Runs the checks that apply to each plugin; `told` gets the results of one plugin after another,
/// in order, one story a cause.
/// @throws Failure(usage) when `include` is no regular expression or finds no check;
/// Failure(bad_configuration) for a device that is not to be had.
void check_conformance(const ConformanceRequest& request,
                       const std::function<void(const std::vector<CheckResult>&)>& told);

}  // namespace zeroth::host

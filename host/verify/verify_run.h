#pragma once

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/verify/machine_checks.h"
#include "host/verify/run_check.h"

namespace zeroth::host {

/// What `zeroth verify` was asked for.
struct VerifyRequest {
  std::string run;        ///< run directory, or the folder of an unpacked bundle
  std::string name;       ///< what the user called it
  InstalledHere plugins;  ///< of the run, as far as they are installed
  bool with_data = true;
  std::string data;  ///< files of the data set; empty: where the pipeline says
};

VerifyRequest parse_verify_request(const Json& document);

/// Holds everything that a run says of itself against what can be computed or read here. Changes no
/// file.
/// @throws Failure(no_input) where there is no run, or one without a result.
RunChecks verify_run(const VerifyRequest& request, Progress& progress);

/// {"run", "checks": [{"check", "verdict", "says"}], "ok", "differs", "unchecked": how many}.
Json verification_document(const VerifyRequest& request, const RunChecks& checks);
/// The same for people, in lines of that many columns.
std::string verification_text(const VerifyRequest& request, const RunChecks& checks,
                              std::size_t columns);

}  // namespace zeroth::host

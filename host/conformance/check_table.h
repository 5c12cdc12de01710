#pragma once

#include <string>
#include <vector>

#include "host/conformance/check.h"

namespace zeroth::host {

/// All checks, in the order in which they are run and shown. The first one decides whether the
/// others say anything.
const std::vector<Check>& all_checks();

/// A check and those whose failure explains one of it, directly; what explains those explains it,
/// too. No check explains itself.
struct Explained {
  std::vector<std::string> checks;
  std::vector<std::string> by;
};

const std::vector<Explained>& explanations();

}  // namespace zeroth::host

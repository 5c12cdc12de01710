#pragma once

#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// Something that differs between two runs and that their bits depend on.
struct Cause {
  const char* kind;  ///< "configuration", "data", "plugins", "numerics" or "chance"
  std::string what;  ///< "2 settings"
};

/// Why two runs came out as they did.
struct DifferenceVerdict {
  std::string kind;  ///< see host/compare/README.md
  std::vector<Cause> causes;
  std::string text;  ///< a few sentences
};

/// What is known of the results: nothing while one of them is missing.
struct ResultsOf {
  bool known = false;
  bool same_bits = false;
  std::string difference;  ///< what the figures say of it, in a sentence; empty: nothing
};

DifferenceVerdict verdict_of(std::vector<Cause> causes, const ResultsOf& results);

}  // namespace zeroth::host

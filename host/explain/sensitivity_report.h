#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

// `report` is the document of `zeroth explain --sensitivity --json`.

/// Tables for people.
std::string sensitivity_text(const Json& report);
/// One drawing with a chart for each curve.
std::string sensitivity_svg(const Json& report);
/// A page with the charts and the tables.
std::string sensitivity_page(const Json& report);

}  // namespace zeroth::host

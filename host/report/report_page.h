#pragma once

#include <string>

#include "host/report/page_contents.h"
#include "host/report/page_templates.h"

namespace zeroth::host {

/// One HTML document that needs nothing else but links to the other files of the report.
/// @throws Failure(bad_data) where a template cannot be filled in.
std::string page_of(const ReportPage& page, const PageTemplates& templates);

}  // namespace zeroth::host

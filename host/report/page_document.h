#pragma once

#include "host/base/json.h"
#include "host/report/page_contents.h"

namespace zeroth::host {

/// What the templates of a page are filled in with; its members are named in the README of the
/// floor. Texts are as they are: the templates escape them.
Json page_document(const ReportPage& page);

}  // namespace zeroth::host

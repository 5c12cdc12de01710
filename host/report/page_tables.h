#pragma once

#include <string>

#include "host/base/json.h"
#include "host/draw/chart.h"
#include "host/report/printed_table.h"

namespace zeroth::host {

/// A table as the template `table` takes it: "id", "title", "caption", "head", "rows",
/// "rows_below", "is_sortable".
Json page_table(const PrintedTable& table);

/// A chart as the template `figure` takes it: its title and words, the drawing, the ways to its
/// files, its values where they are few.
Json page_figure(const Chart& chart);

}  // namespace zeroth::host

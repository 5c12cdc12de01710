#pragma once

#include "host/base/hash.h"
#include "host/runs/database.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {

// A summary as columns of the index: one for each member, since ten thousand are read at once. Its
// path, its documents and its plugins are not kept.

/// How many columns one takes.
int summary_columns();

/// Binds them, `first` and those behind it, and adds them to the sum of their row.
void bind_summary(Statement& insert, int first, const RunSummary& run, Hasher& sum);

/// Reads them, and adds them to the sum of their row.
RunSummary summary_at(Statement& row, int first, Hasher& sum);

/// Adds a text to a sum.
void add_to(Hasher& sum, std::string_view bytes);

}  // namespace zeroth::host

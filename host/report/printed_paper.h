#pragma once

#include "host/papers/paper_table.h"
#include "host/report/printed_table.h"

namespace zeroth::host {

/// A table of a paper for people: a line for each row and source; the protocol beside both, marked
/// where own figures were made by another one; all that must be known of it in the caption.
PrintedTable printed_paper(const PaperTable& table);

}  // namespace zeroth::host

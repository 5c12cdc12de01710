#pragma once

#include <string>

#include "host/base/json.h"
#include "host/papers/paper_table.h"

namespace zeroth::host {

/// A line for each figure of a table of a paper, in full:
/// "paper,row,data,source,figure,mean,deviation,n,protocol,same_protocol,setting,note,runs".
std::string csv_of(const PaperTable& table);

/// The same as one document.
Json json_of(const PaperTable& table);

}  // namespace zeroth::host

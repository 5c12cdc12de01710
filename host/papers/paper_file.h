#pragma once

#include <filesystem>

#include "host/papers/paper.h"

namespace zeroth::host {

/// Reads a table of a paper:
///
/// {"zeroth_paper": 1, "title", "paper": where it is, "protocol": of the published figures,
///  "notes": [sentence, ...], "figures": ["U", "S", "H"], "data": ["CUB", ...],
///  "classes": {data: [seen, unseen]},
///  "rows": [{"row": name, "pipelines": {data: name or [names]}, "told": {data: sentence}},
///           {"row": name, "not_here": why, "published": {data: [a number or null each]}}]}.
///
/// Published figures of a row with pipelines are those that the pipelines themselves say; they are
/// not there yet, nor are the pipelines.
/// @throws Failure(no_input), Failure(bad_configuration) naming file, line and column.
Paper read_paper(const std::filesystem::path& file);

}  // namespace zeroth::host

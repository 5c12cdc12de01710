#pragma once

#include <string>

namespace zeroth::host {

/// What the parser of options says of a number that is out of its range, in words: `--limit must be
/// above 0, not "0"`. Every other message as it is.
std::string with_range_in_words(const std::string& message);

}  // namespace zeroth::host

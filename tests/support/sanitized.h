#pragma once

#include <cstdlib>

namespace zeroth::host {

/// Whether this is the sanitizers' build, as tools/sanitize says: it is several times slower, and a
/// thousand repetitions of the same code tell it no more than some do.
inline bool is_sanitized() { return std::getenv("ZEROTH_SANITIZED") != nullptr; }

}  // namespace zeroth::host

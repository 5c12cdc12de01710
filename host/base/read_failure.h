#pragma once

#include <istream>
#include <string>

namespace zeroth::host {

/// To be called when reading has ended: a file that the system could not read must not pass for one
/// that ends here.
/// @throws Failure(io) where the system refused to read `file`.
void expect_readable(const std::istream& stream, const std::string& file);

}  // namespace zeroth::host

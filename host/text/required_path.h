#pragma once

#include <zeroth/description.h>

#include <string>

namespace zeroth::host {

/// The parameter that names the file or folder without which a plugin can do nothing: a path that
/// has no default. Empty where there is none.
std::string required_path(const Description& description);

}  // namespace zeroth::host

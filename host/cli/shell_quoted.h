#pragma once

#include <string>

namespace zeroth::host {

/// In single quotes, as sh, bash and zsh read one word.
std::string shell_quoted(const std::string& text);

}  // namespace zeroth::host

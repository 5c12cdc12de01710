#pragma once

#include <string>

struct matvar_t;

namespace zeroth::host {

/// A MATLAB text as UTF-8; empty when it is none.
std::string text_of(const matvar_t& text);

}  // namespace zeroth::host

#pragma once

#include <string>

#include "host/draw/drawing.h"

namespace zeroth::host {

/// The drawing as a PDF of one page in its size, 96 pixels an inch, with fonts in it. Its texts can
/// be searched and copied.
/// @throws Failure(internal) where the library that writes it says why it cannot.
std::string pdf_of(const Drawing& drawing);

}  // namespace zeroth::host

#pragma once

#include <string>

namespace zeroth::host {

/// The text as it stands in LaTeX: what is special there is escaped, ends of lines are spaces.
/// Letters beyond Latin ones, which pdflatex refuses, become "?".
std::string latex_text(const std::string& text);

}  // namespace zeroth::host

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace zeroth::host {

/// The characters of a text, each as its bytes of UTF-8. What is neither UTF-8 nor a character of
/// XML, as control characters but newline and tab, becomes U+FFFD.
std::vector<std::string> characters_of(const std::string& text);

/// The text as whoever draws it can take it: its characters in one line, newlines and tabs spaces.
std::string clean_line(const std::string& text);

}  // namespace zeroth::host

#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace zeroth::host {

// Spans of time and sizes as people write and read them.

/// "1.5 s", "12 s", "41 m", "2 h", "3 d".
std::string span_text(double seconds);
/// Seconds of "90", "12s", "41m", "2h", "30d", "4w"; nothing for any other text.
std::optional<double> span_of(const std::string& text);

/// "12 K", "3.4 M": powers of 1024 bytes.
std::string size_text(std::uintmax_t bytes);
/// Bytes of "90", "12K", "3.4M", "1GiB"; nothing for any other text.
std::optional<double> size_of(const std::string& text);

/// The number that a whole text is; nothing for any other text, infinity among them.
std::optional<double> number_of(const std::string& text);

}  // namespace zeroth::host

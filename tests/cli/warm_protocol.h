#pragma once

#include <cstddef>

namespace zeroth::warm {

/// What a client hands over with its one message, in this order; the message itself is its
/// environment, every string with a zero byte behind it. The answers are kTaken, before anything
/// is done, and what waitpid() said.
enum Descriptor { input, output, errors, request, trace, folder, descriptors };

constexpr char kTaken = 1;
constexpr std::size_t kLongest = std::size_t{128} << 10;  // of a message, as the system sends them

}  // namespace zeroth::warm

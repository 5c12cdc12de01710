#pragma once

#include <string_view>

namespace zeroth::host {

constexpr bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

}  // namespace zeroth::host

#include "host/import/first_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace zeroth::host {

std::string first_names(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown));
  const std::string text =
      fmt::format("\"{}\"", fmt::join(std::vector<std::string>(names.begin(), end), "\", \""));
  return names.size() <= kShown ? text : fmt::format("{} and {} more", text, names.size() - kShown);
}

}  // namespace zeroth::host

#pragma once

#include <string>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {

/// A word of a filter and where it stands.
struct FilterWord {
  enum class Kind { word, quoted, comparison, open, close, end } kind = Kind::end;
  std::string text;        ///< without quotes
  std::size_t column = 0;  ///< bytes before it
};

/// The words of a filter, and one for its end.  @throws Failure(usage) for what is none.
std::vector<FilterWord> filter_words(const std::string& filter);

/// Refuses a filter, and shows the place in it.
[[noreturn]] void refuse_filter(const std::string& filter, std::size_t column,
                                const std::string& what, const std::string& fix = "");

/// How messages name a place in a filter.
std::string place_in_filter(std::size_t column);

}  // namespace zeroth::host

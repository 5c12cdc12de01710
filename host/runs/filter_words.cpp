#include "host/runs/filter_words.h"

#include <fmt/format.h>

#include <cctype>

#include "host/base/columns.h"
#include "host/base/printable.h"

namespace zeroth::host {
namespace {

constexpr const char* kHowFiltersGo =
    "such as 'H > 30 and recipe = d3gzsl'; see `zeroth runs --help`";

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool ends_word(char c) {
  return is_space(c) || std::string("()=!<>~\"'").find(c) != std::string::npos;
}

/// The comparison that the text goes on with, or nothing.
std::string comparison_at(const std::string& filter, std::size_t at) {
  for (const char* one : {"==", "!=", "<=", ">=", "!~", "=", "<", ">", "~"}) {
    if (filter.compare(at, std::string(one).size(), one) == 0) return one;
  }
  return "";
}

FilterWord quoted_at(const std::string& filter, std::size_t begin) {
  const auto end = filter.find(filter[begin], begin + 1);
  if (end == std::string::npos) refuse_filter(filter, begin, "a quote is not closed");
  return {FilterWord::Kind::quoted, filter.substr(begin + 1, end - begin - 1), begin};
}

FilterWord word_at(const std::string& filter, std::size_t begin) {
  std::size_t end = begin;
  while (end < filter.size() && !ends_word(filter[end])) ++end;
  return {FilterWord::Kind::word, filter.substr(begin, end - begin), begin};
}

}  // namespace

std::vector<FilterWord> filter_words(const std::string& filter) {
  using Kind = FilterWord::Kind;
  std::vector<FilterWord> words;
  for (std::size_t at = 0; at < filter.size();) {
    const char c = filter[at];
    if (is_space(c)) {
      ++at;
      continue;
    }
    FilterWord word{Kind::comparison, comparison_at(filter, at), at};
    std::size_t length = word.text.size();
    if (c == '(' || c == ')') {
      word = {c == '(' ? Kind::open : Kind::close, std::string(1, c), at};
      length = 1;
    } else if (c == '\'' || c == '"') {
      word = quoted_at(filter, at);
      length = word.text.size() + 2;
    } else if (c == '!' && length == 0) {
      refuse_filter(filter, at, "\"!\" alone compares nothing", "write not, != or !~");
    } else if (length == 0) {
      word = word_at(filter, at);
      length = word.text.size();
    }
    words.push_back(word);
    at += length;
  }
  words.push_back({Kind::end, "", filter.size()});
  return words;
}

std::string place_in_filter(std::size_t column) {
  return fmt::format("filter, column {}", column + 1);
}

void refuse_filter(const std::string& filter, std::size_t column, const std::string& what,
                   const std::string& fix) {
  const std::string before = printable_line(filter.substr(0, column));
  throw Failure(Exit::usage, {what,
                              place_in_filter(column),
                              {printable_line(filter), std::string(columns_of(before), ' ') + "^"},
                              fix.empty() ? kHowFiltersGo : fix});
}

}  // namespace zeroth::host

#include "host/ranks/rank_hello.h"

#include <fmt/format.h>

#include <cstdlib>

namespace zeroth::host {
namespace {

constexpr std::int64_t kApart = 60;  // seconds

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::string difference(const std::vector<Json>& hellos) {
  for (std::size_t rank = 1; rank < hellos.size(); ++rank) {
    for (const auto& [name, value] : hellos[0].items()) {
      const Json other = hellos[rank].value(name, Json());
      if (other == value) continue;
      return fmt::format("{}: rank 0 has {}, rank {} has {}", name, text_of(value), rank,
                         other.is_null() ? "none" : text_of(other));
    }
  }
  return "";
}

void expect_same(const std::vector<std::string>& said, Exit code, const std::string& fix) {
  std::vector<Json> hellos;
  for (const std::string& one : said) hellos.push_back(Json::parse(one));
  const std::string found = difference(hellos);
  if (found.empty()) return;
  throw Failure(code, {"the ranks are not of one run", "zeroth run --ranks", {found}, fix});
}

std::string clock_warning(const std::vector<std::int64_t>& seconds) {
  for (std::size_t rank = 1; rank < seconds.size(); ++rank) {
    const std::int64_t apart = seconds[rank] - seconds[0];
    if (std::abs(apart) <= kApart) continue;
    return fmt::format(
        "the clock of rank {} is {} s {} that of rank 0; times in the record are rank 0's, and no "
        "number depends on them",
        rank, std::abs(apart), apart > 0 ? "ahead of" : "behind");
  }
  return "";
}

}  // namespace zeroth::host

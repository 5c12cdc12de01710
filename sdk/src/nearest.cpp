#include <zeroth/nearest.h>

#include <algorithm>
#include <numeric>

namespace zeroth {
namespace {

/// In bytes. Nobody mistypes what is longer, and the distance costs the square of it.
constexpr std::size_t kLongestWord = 100;

/// Levenshtein distance.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(const std::string& name, const std::vector<std::string>& candidates) {
  if (name.size() > kLongestWord) return "";
  std::size_t best = std::max<std::size_t>(2, name.size() / 3) + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    const std::size_t d = distance(name, candidate);
    if (d >= best || d >= std::max(name.size(), candidate.size())) continue;
    best = d;
    found = candidate;
  }
  return found;
}

std::string did_you_mean(const std::string& candidate) {
  return candidate.empty() ? "" : "; did you mean \"" + candidate + "\"?";
}

}  // namespace zeroth

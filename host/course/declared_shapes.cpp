#include "host/course/declared_shapes.h"

#include <zeroth/host_side.h>

#include <algorithm>
#include <cctype>

namespace zeroth::host {
namespace {

constexpr std::int64_t kAny = -1;

bool is_number(const std::string& symbol) {
  return !symbol.empty() && std::all_of(symbol.begin(), symbol.end(),
                                        [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::map<std::string, std::int64_t> sizes_of(const RegionProblem& problem) {
  return {{"B", host_side::kRows},
          {"K", problem.word_vectors.size(0)},
          {"G", problem.word_vectors.size(1)},
          {"C", problem.classes.attributes.size(0)},
          {"S", problem.classes.seen.size(0)},
          {"U", problem.classes.unseen.size(0)},
          {"M", problem.channels},
          {"R", problem.regions}};
}

std::int64_t size_of(const std::string& symbol, const std::map<std::string, std::int64_t>& sizes) {
  const auto known = sizes.find(symbol);
  if (known != sizes.end()) return known->second;
  return is_number(symbol) ? std::stoll(symbol) : kAny;
}

}  // namespace

std::map<std::string, std::vector<std::int64_t>> declared_shapes(
    const std::vector<TensorDescription>& outputs, const RegionProblem& problem) {
  const auto sizes = sizes_of(problem);
  std::map<std::string, std::vector<std::int64_t>> shapes;
  for (const TensorDescription& one : outputs) {
    std::vector<std::int64_t> shape;
    for (const std::string& symbol : one.shape) shape.push_back(size_of(symbol, sizes));
    shapes.emplace(one.name, std::move(shape));
  }
  return shapes;
}

}  // namespace zeroth::host

#include "host/recipes/declared_shapes.h"

#include <algorithm>
#include <cctype>

namespace zeroth::host {
namespace {

constexpr std::int64_t kAny = -1;

bool is_number(const std::string& symbol) {
  return !symbol.empty() && std::all_of(symbol.begin(), symbol.end(),
                                        [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

DeclaredShapes::DeclaredShapes(const std::vector<TensorDescription>& outputs,
                               const RegionProblem& problem)
    : sizes_({{"K", problem.word_vectors.size(0)},
              {"G", problem.word_vectors.size(1)},
              {"C", problem.classes.attributes.size(0)},
              {"S", problem.classes.seen.size(0)},
              {"U", problem.classes.unseen.size(0)},
              {"M", problem.channels},
              {"R", problem.regions}}) {
  for (const TensorDescription& one : outputs) shapes_.emplace(one.name, one.shape);
}

std::vector<std::int64_t> DeclaredShapes::expected(const std::string& output,
                                                   std::int64_t images) const {
  const auto declared = shapes_.find(output);
  if (declared == shapes_.end()) return {images, kAny};
  std::vector<std::int64_t> shape;
  for (const std::string& symbol : declared->second) {
    const auto known = sizes_.find(symbol);
    if (symbol == "B") {
      shape.push_back(images);
    } else if (known != sizes_.end()) {
      shape.push_back(known->second);
    } else {
      shape.push_back(is_number(symbol) ? std::stoll(symbol) : kAny);
    }
  }
  return shape;
}

void DeclaredShapes::check(const TensorMap& said, std::int64_t images,
                           const PluginPlace& place) const {
  for (const NamedTensor& one : said.all()) {
    expect_shape(one.tensor, expected(one.name, images), place, "forward()", one.name);
  }
}

}  // namespace zeroth::host

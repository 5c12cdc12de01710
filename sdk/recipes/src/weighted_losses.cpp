#include <ATen/TensorOperators.h>
#include <zeroth/calls.h>
#include <zeroth/recipes/weighted_losses.h>

#include <algorithm>

namespace zeroth::recipes {

bool reads(const PartOfLoss& loss, const std::string& tensor) {
  return std::any_of(loss.reads.begin(), loss.reads.end(),
                     [&](const auto& input) { return input.second == tensor; });
}

Term term(const PartOfLoss& loss, const std::function<at::Tensor(const std::string& name)>& tensor,
          double factor) {
  TensorMap in;
  for (const auto& [input, source] : loss.reads) in.set(input, tensor(source));
  return {loss.name, compute(loss.component, in) * (factor * loss.number("weight"))};
}

}  // namespace zeroth::recipes

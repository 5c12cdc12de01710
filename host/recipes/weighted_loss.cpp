#include "host/recipes/weighted_loss.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

#include "host/engine/calls.h"
#include "host/recipes/parts.h"

namespace zeroth::host {

bool WeightedLoss::reads(const std::string& tensor) const {
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](const auto& input) { return input.second == tensor; });
}

Term WeightedLoss::term(const std::function<at::Tensor(const std::string& name)>& tensor,
                        double factor) const {
  TensorMap in;
  for (const auto& [input, source] : inputs) in.set(input, tensor(source));
  return {name, compute(loss, in) * (factor * weight)};
}

std::vector<WeightedLoss> read_losses(const RecipeInputs& inputs) {
  std::vector<WeightedLoss> losses;
  Parts parts(inputs);
  for (const auto& [name, block] : inputs.pipeline.at("losses").items()) {
    WeightedLoss one{
        name, parts.make<Loss>("losses/" + name), block.at("weight").get<double>(), {}};
    for (const std::string& input : inputs.composer.inputs_of(one.loss.place().id)) {
      one.inputs[input] = block.at("inputs").value(input, input);
    }
    losses.push_back(std::move(one));
  }
  return losses;
}

}  // namespace zeroth::host

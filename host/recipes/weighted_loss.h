#pragma once

#include <zeroth/loss.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "host/engine/handle.h"
#include "host/recipes/recipe_inputs.h"
#include "host/train/term.h"

namespace zeroth::host {

/// One loss of the pipeline's `losses` block and where its inputs come from.
struct WeightedLoss {
  std::string name;
  Handle<Loss> loss;
  double weight = 1.0;
  std::map<std::string, std::string> inputs;  ///< input of the loss -> tensor of the recipe

  bool reads(const std::string& tensor) const;
  /// The loss times its weight times `factor`; `tensor` finds what the recipe offers by name.
  Term term(const std::function<at::Tensor(const std::string& name)>& tensor,
            double factor = 1.0) const;
};

/// All of them, in the order of their names.
std::vector<WeightedLoss> read_losses(const RecipeInputs& inputs);

}  // namespace zeroth::host

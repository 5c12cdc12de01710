#pragma once

#include <zeroth/description.h>

#include "host/course/recipe_inputs.h"

namespace zeroth::host {

/// Builds the networks in a recipe's blocks, in the order in which it describes them: a later one
/// may refer to an earlier one. Afterwards all components of its blocks are on the device of the
/// data, and known to be such as can be trained and saved.
void build_components(const Description& recipe, const RecipeInputs& inputs);

/// Puts what a component holds on the device and checks it.
void settle(const Handle<Component>& component, const at::Device& device);

}  // namespace zeroth::host

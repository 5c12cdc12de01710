#pragma once

#include <zeroth/call.h>
#include <zeroth/learner.h>
#include <zeroth/loss.h>

#include <functional>
#include <string>
#include <vector>

namespace zeroth::recipes {

/// One loss of a pipeline's `losses` block; its value "weight" multiplies it.
using PartOfLoss = NamedPart<Loss>;

/// Whether it reads that tensor of the recipe.
bool reads(const PartOfLoss& loss, const std::string& tensor);

/// The loss times its weight times `factor`; `tensor` finds what the recipe offers by name.
Term term(const PartOfLoss& loss, const std::function<at::Tensor(const std::string& name)>& tensor,
          double factor = 1.0);

}  // namespace zeroth::recipes

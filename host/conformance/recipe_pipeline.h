#pragma once

#include "host/base/json.h"
#include "host/conformance/check.h"

namespace zeroth::host {

/// Epochs of a recipe's main training in the kit.
inline constexpr int kRecipeEpochs = 2;

/// A pipeline of the recipe on the kit's world. Its blocks hold the first plugins of their kinds
/// that fit and need no file, made small; its losses are those that find in the recipe's tensors
/// what they read.
/// @throws std::invalid_argument naming a block for which nothing that fits is installed.
Json pipeline_of(const Subject& recipe);

}  // namespace zeroth::host

#pragma once

#include <zeroth/tensors.h>

#include <string>
#include <vector>

#include "host/engine/composer.h"

/// At such logits a loss is piecewise linear and differences only measure rounding.
constexpr double kRounded = 50;

/// One way to call a loss, and what its slow twin says.
struct Example {
  std::string id;
  zeroth::host::Json params;
  std::vector<std::string> differentiable;
  zeroth::TensorMap in;
  double (*twin)(const zeroth::TensorMap&, const zeroth::host::Json& params);
  bool smooth = true;  ///< finite differences say something
};

// What holds for every loss, as loaded from its library.
void check_twins(const std::vector<Example>& examples);
void check_gradients(const std::vector<Example>& examples);
void check_finite(const std::vector<Example>& examples);
void check_precisions(const std::vector<Example>& examples);

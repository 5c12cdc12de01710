#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace zeroth::host {

/// A part of a loss, with the name that reports and NaN messages use.
struct Term {
  std::string name;
  at::Tensor value;  ///< scalar, its weight included
};

}  // namespace zeroth::host

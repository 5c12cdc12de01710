#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/component.h>

#include <cstdint>
#include <optional>
#include <string>

namespace zeroth {

/// Whether no element is infinite or not a number; true of integers and of nothing.
ZEROTH_API bool all_finite(const at::Tensor& tensor);

/// An element that is infinite or not a number.
struct NotFinite {
  std::int64_t row = 0;    ///< its place along the first dimension
  std::int64_t place = 0;  ///< its place in that row
  double value = 0.0;
};
/// The first one; nothing where all are finite.
ZEROTH_API std::optional<NotFinite> first_not_finite(const at::Tensor& tensor);

/// What a component answered, and to which call.
struct Answer {
  PluginPlace place;
  std::string call;  ///< "score()"
  at::Tensor tensor;
};

/// @throws Error naming plugin, row and value unless all is finite. `rows` says of what: "training
/// row"; `first` is the number of the first of them.
ZEROTH_API void expect_finite(const Answer& answer, const char* rows, std::int64_t first = 0);

}  // namespace zeroth

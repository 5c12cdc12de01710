#pragma once

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>

#include "host/base/json.h"
#include "host/conformance/world.h"

namespace zeroth::host {

/// How a component is made ready.
struct Setting {
  at::ScalarType dtype = at::kFloat;
  std::uint64_t build_seed = 1;
  UnseenPart unseen;
  at::Device device = at::kCPU;
  bool zero_word = false;            ///< experts: an attribute without a word vector, and as built
  std::int64_t rows_per_class = 40;  ///< final classifiers: of what they learn from
  Json params;                       ///< null: small_parameters()
};

}  // namespace zeroth::host

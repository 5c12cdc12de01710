#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "host/base/json.h"
#include "host/model/loaded_model.h"

namespace zeroth::host {

/// One of the best classes of a row.
struct RankedClass {
  const ModelClass* of = nullptr;
  double probability = 0.0;
};

/// Is told the best classes of a row, which counts from 0; they are valid during the call.
using TellRow = std::function<void(std::int64_t row, const std::vector<RankedClass>& best)>;

/// Says of each row of the scores [n,C], float32, which classes are the likeliest, at most `top`.
/// A probability is the softmax of the scores; nobody has calibrated it.
void rank_classes(const at::Tensor& scores, const std::vector<ModelClass>& classes,
                  std::int64_t top, const TellRow& tell);

/// [{"class", "id", "seen", "probability"}, ...]
Json ranked_json(const std::vector<RankedClass>& best);

}  // namespace zeroth::host

#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// Why a recording does not say what a model computes.
class NotRecorded : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Makes of a recording of the first size of a batch one of any: numbers that are others in the
/// recording of the second size are computed from the size of the graph's only input.
/// @throws NotRecorded where the two differ in more than that.
void make_batch_free(torch::jit::Graph& graph, std::int64_t size, torch::jit::Graph& other,
                     std::int64_t other_size);

/// @throws Failure(unavailable): a model cannot be exported as a computation.
[[noreturn]] void refuse_recording(const Json& card, const std::string& why);

}  // namespace zeroth::host

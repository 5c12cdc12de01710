#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/ir/ir.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "host/model/loaded_model.h"

namespace zeroth::host {

/// What a function of tensors computes, as a graph of LibTorch's operations on constants. It is
/// recorded while the function works, for two sizes of the batch; what depends on the size is
/// computed from the input, so that N is whatever comes. The type of every tensor says its sizes
/// but for N.
class Recording {
 public:
  /// @param function of a tensor [N,...], that sees no row when it computes another
  /// @param input of so many rows
  /// @throws NotRecorded where it computes something that cannot be recorded.
  Recording(const std::function<at::Tensor(const at::Tensor&)>& function,
            const std::function<at::Tensor(std::int64_t)>& input);

  const torch::jit::Graph& graph() const { return *graph_; }
  std::shared_ptr<torch::jit::Graph> copy() const { return graph_->copy(); }
  /// What the graph says of an input.
  at::Tensor operator()(const at::Tensor& input) const;

 private:
  std::shared_ptr<torch::jit::Graph> graph_;
};

/// What a model computes, from samples as they lie in files (ExportedInput) to scores [N,C]
/// float32.
/// @throws Failure(unavailable) where a plugin computes something that cannot be recorded.
Recording recorded_model(const LoadedModel& model);

}  // namespace zeroth::host

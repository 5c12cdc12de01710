#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/model/loaded_model.h"

namespace zeroth::host {

/// What an exported model reads, as it lies in the data's files: "features" [N,D], or "regions"
/// [N,M,H,W] as a backbone yields them.
struct ExportedInput {
  std::string name;
  std::vector<std::int64_t> sizes;  ///< of one sample: [D] or [M,H,W]
};

ExportedInput input_of(const LoadedModel& model);

/// That many samples, the same ones for the same seed: rows that are spread over the range of the
/// training rows, or regions as they are behind a ReLU.
at::Tensor random_input(const LoadedModel& model, std::int64_t count, std::uint64_t seed);

/// The model's scores [N,C] float32 of them, by tensor operations from the first to the last:
/// scaling, too. The model must outlive the function.
std::function<at::Tensor(const at::Tensor&)> scores_by_tensors(const LoadedModel& model);

/// The same as Zeroth itself predicts: [N,C] double.
at::Tensor scores_of_model(const LoadedModel& model, const at::Tensor& input);

}  // namespace zeroth::host

#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "host/model/loaded_model.h"

namespace zeroth::host {

/// A row [n,D] for each label [n] by the model's generator, scaled as it learned. `attributes`
/// [C,d] are those of the labels; the noise is that of a stream of that seed and name.
/// @throws Failure(usage) where the model has no generator.
at::Tensor synthetic_rows(const LoadedModel& model, const at::Tensor& attributes,
                          const at::Tensor& labels, std::uint64_t seed, const std::string& stream);

/// Whether it has one.
bool has_generator(const LoadedModel& model);

}  // namespace zeroth::host

#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "host/ranks/rank_group.h"

namespace zeroth::host {

/// Replaces gradients by their means over all ranks, in buckets; one that is undefined on every
/// rank stays undefined, on some counts as zeros. `parameters` are those that they belong to,
/// float32 or float64 on the CPU.
void average_gradients(RankGroup& ranks, std::vector<at::Tensor>& gradients,
                       const std::vector<at::Tensor>& parameters);

/// Replaces floating-point tensors by their means over all ranks, in place.
void average_in_place(RankGroup& ranks, const std::vector<at::Tensor>& tensors);

/// The same of what components keep, rounded once: numbers that all ranks have stay as they are, to
/// the bit.
void average_kept(RankGroup& ranks, const std::vector<at::Tensor>& tensors);

/// Means over all ranks; not a number where one of them is not.
std::vector<double> average(RankGroup& ranks, const std::vector<double>& values);

/// The largest over all ranks.
int largest(RankGroup& ranks, int value);

}  // namespace zeroth::host

#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <zeroth/value.h>

#include <cstdint>

namespace zeroth::networks {

/// Groups of attribute numbers, each attribute in exactly one.
using Clusters = IntegerLists;

/// @throws Error that names the attribute that is in two clusters, in none or does not exist.
void check_clusters(const Clusters& clusters, std::int64_t attributes);

/// Joins every `count` neighbouring clusters to one; the last may join fewer.
Clusters merged(const Clusters& clusters, std::int64_t count);

/// k-means (Lloyd's, started by k-means++) on the rows [K,n] of one description per attribute.
/// Every cluster has at least one attribute; within a cluster numbers ascend.
Clusters k_means(const at::Tensor& rows, std::int64_t count, at::Generator rng);

}  // namespace zeroth::networks

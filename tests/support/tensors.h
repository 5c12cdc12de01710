#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>

#include "tests/reference/table.h"

/// Numbers from N(0,1), the same in every run.
inline at::Tensor normal(std::vector<std::int64_t> shape, std::uint64_t seed) {
  return at::empty(shape, at::kDouble).normal_(0, 1, at::detail::createCPUGenerator(seed));
}

/// Whole numbers in [0,below).
inline at::Tensor whole(std::int64_t count, std::int64_t below, std::uint64_t seed) {
  return at::empty({count}, at::kLong).random_(0, below, at::detail::createCPUGenerator(seed));
}

inline std::vector<double> to_row(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().to(at::kDouble).contiguous();
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

inline reference::Table to_table(const at::Tensor& tensor) {
  reference::Table table;
  for (std::int64_t i = 0; i < tensor.size(0); ++i) table.push_back(to_row(tensor[i]));
  return table;
}

inline reference::Labels to_labels(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.contiguous();
  return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
}

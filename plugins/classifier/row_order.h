#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

/// Which rows a classifier's next step learns from.
class RowOrder {
 public:
  virtual ~RowOrder() = default;
  /// [batch] int64 row numbers, overwritten by the next call.
  virtual const at::Tensor& next() = 0;
};

/// Rows of an endless sequence of permutations, on the device of the generator.
class WrapAround final : public RowOrder {
 public:
  WrapAround(std::int64_t rows, std::int64_t batch, at::Generator rng);
  const at::Tensor& next() override;

 private:
  void shuffle();

  std::int64_t rows_;
  std::int64_t start_ = 0;
  at::Generator rng_;
  at::Tensor permutation_;
  at::Tensor batch_;
};

/// Every row of a batch is one of a class that is drawn first, all classes with rows being equally
/// likely: class-balanced sampling (Kang et al., ICLR 2020, arXiv:1910.09217, equation 1 with q =
/// 0).
class ClassBalanced final : public RowOrder {
 public:
  /// @param targets [n] int64 in [0,K), on the device of the generator
  ClassBalanced(const at::Tensor& targets, std::int64_t batch, at::Generator rng);
  const at::Tensor& next() override;

 private:
  std::int64_t batch_;
  at::Generator rng_;
  at::Tensor by_class_;  // [n] int64: rows, those of a class together
  at::Tensor first_;     // [classes with rows] int64: where the rows of each begin
  at::Tensor counts_;    // [classes with rows] int64
  at::Tensor rows_;      // what next() gave
};

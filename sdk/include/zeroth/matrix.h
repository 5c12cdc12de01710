#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace zeroth {

/// A read-only row-major matrix of float32 in memory or in a mapped file. Copies share the data.
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::vector<float> values, std::int64_t rows, std::int64_t columns)
      : rows_(rows), columns_(columns) {
    auto owner = std::make_shared<const std::vector<float>>(std::move(values));
    data_ = owner->data();
    owner_ = std::move(owner);
  }
  /// `owner` keeps `data` alive.
  Matrix(const float* data, std::int64_t rows, std::int64_t columns,
         std::shared_ptr<const void> owner)
      : data_(data), rows_(rows), columns_(columns), owner_(std::move(owner)) {}

  const float* data() const { return data_; }
  const float* row(std::int64_t index) const { return data_ + index * columns_; }
  std::int64_t rows() const { return rows_; }
  std::int64_t columns() const { return columns_; }

  /// Whether whoever made it knows that every element is finite, and none extreme (is_ordinary() in
  /// finite.h), so that nobody needs to look.
  bool known_finite() const { return known_finite_; }
  void set_known_finite() { known_finite_ = true; }

 private:
  const float* data_ = nullptr;
  std::int64_t rows_ = 0;
  std::int64_t columns_ = 0;
  std::shared_ptr<const void> owner_;
  bool known_finite_ = false;
};

}  // namespace zeroth

#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/samples.h>

#include <cstdint>
#include <variant>

#include "host/data/region_rows.h"

namespace zeroth::host {

// What is computed at once outside of training. Rows whose scores and hidden layers stay in the
// cache of one core, and images as training batches hold.
inline constexpr std::int64_t kRowsAtOnce = 2048;
inline constexpr std::int64_t kImagesAtOnce = 50;

/// The images of a problem: feature rows in memory, or region features that stay in their file
/// until they are asked for.
class StoredSamples {
 public:
  StoredSamples();                              ///< no feature rows
  explicit StoredSamples(at::Tensor features);  ///< [n,D] float32, scaled
  explicit StoredSamples(RegionRows images);

  bool are_regions() const { return std::holds_alternative<RegionRows>(held_); }
  std::int64_t count() const;  ///< n
  /// [n,D].  @throws Error where they are region features.
  const at::Tensor& features() const;
  /// @throws Error where they are feature rows.
  const RegionRows& images() const;
  /// How many are scored at once.
  std::int64_t at_once() const { return are_regions() ? kImagesAtOnce : kRowsAtOnce; }
  /// D, or M * R.
  std::int64_t numbers_each() const;

  /// Samples `first` to `first + count - 1`, on that device.
  Samples read(std::int64_t first, std::int64_t count, const at::Device& device) const;
  /// The same samples, feature rows on that device.
  StoredSamples on_device(const at::Device& device) const;

 private:
  std::variant<at::Tensor, RegionRows> held_;
};

}  // namespace zeroth::host

#pragma once

#include <zeroth/api.h>

#include <cstdint>

namespace zeroth {

/// Region features of images, read by number: such files reach tens of gigabytes and are never
/// loaded whole.
class ZEROTH_API RegionSource {
 public:
  virtual ~RegionSource();

  virtual std::int64_t images() const = 0;
  virtual std::int64_t channels() const = 0;                   ///< M
  virtual std::int64_t height() const = 0;                     ///< H, rows of regions
  virtual std::int64_t width() const = 0;                      ///< W, columns of regions
  std::int64_t regions() const { return height() * width(); }  ///< R

  /// Writes [count,M,R] as stored, nothing normalised. Any thread may call it, one at a time.
  /// @throws Failure(bad_data) where the file turns out to be damaged.
  virtual void read(const std::int64_t* images, std::int64_t count, float* out) const = 0;
};

}  // namespace zeroth

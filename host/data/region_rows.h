#pragma once

#include <zeroth/region_source.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace zeroth::host {

/// Some images of a region source, numbered anew: a training set that knows no other image.
class RegionRows {
 public:
  RegionRows() = default;
  RegionRows(std::shared_ptr<const RegionSource> source, std::vector<std::int64_t> images)
      : source_(std::move(source)), images_(std::move(images)) {}

  /// Region features of the same sizes, of no image.
  RegionRows none() const { return {source_, {}}; }

  explicit operator bool() const { return source_ != nullptr; }
  std::int64_t count() const { return static_cast<std::int64_t>(images_.size()); }
  std::int64_t channels() const { return source_->channels(); }
  std::int64_t regions() const { return source_->regions(); }

  /// Reads images [count,R,M], every region with unit norm over its channels.
  /// @throws Failure(bad_data) where a value is not finite, or the file is damaged.
  void read(const std::int64_t* rows, std::int64_t count, float* out) const;

 private:
  std::shared_ptr<const RegionSource> source_;
  std::vector<std::int64_t> images_;
};

}  // namespace zeroth::host

#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/api.h>

#include <cstdint>

namespace zeroth {

/// Region features of some images; every region has unit norm.
struct RegionBatch {
  at::Tensor regions;  ///< [B,R,M] contiguous: M channels of each of R regions
};

/// Some images as a method sees them: a row of features each, or their region features. What the
/// data are decides which; a method that reads the other ones is told so.
class ZEROTH_API Samples {
 public:
  explicit Samples(at::Tensor features);  ///< [B,D]
  explicit Samples(RegionBatch images);
  ~Samples();
  Samples(const Samples&);
  Samples& operator=(const Samples&);

  bool are_regions() const { return are_regions_; }
  std::int64_t count() const;  ///< B
  /// [B,D].  @throws Error where they are region features.
  const at::Tensor& features() const;
  /// @throws Error where they are feature rows.
  const RegionBatch& images() const;

 private:
  at::Tensor features_;
  RegionBatch images_;
  bool are_regions_;
};

}  // namespace zeroth

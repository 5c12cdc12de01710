#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::host {

/// Rows seen along the two directions in which they vary most.
struct PrincipalPlane {
  at::Tensor points;  ///< [n,2] double, around 0
  /// Of their variance that this keeps, 0 to 1: of both directions, and of the second alone.
  double share = 0, second_share = 0;
};

/// Principal component analysis of rows [n,D] by the eigenvectors of their covariance, or, of fewer
/// rows than columns, of their products; in double. A direction has the sign by which its entry of
/// the largest magnitude, of equal ones the first, is positive. Rows that do not vary are all 0.
PrincipalPlane principal_plane(const at::Tensor& rows);

}  // namespace zeroth::host

#pragma once

#include <cstdint>

namespace zeroth::networks {

/// x [rows,width], y [others,width], w [width], contiguous; out and its derivative [rows,others].
template <class T>
struct Pairs {
  const T* x;
  const T* y;
  const T* w;
  std::int64_t rows, others, width;
};

/// Fills rows begin..end of `out`.
void pairs_forward(const Pairs<float>& in, std::int64_t begin, std::int64_t end, float* out);
void pairs_forward(const Pairs<double>& in, std::int64_t begin, std::int64_t end, double* out);

/// Adds to the columns begin..end of the derivatives by x and, unless they are null, by y and w.
template <class T>
struct PairsGradient {
  const T* upstream;  // [rows,others]
  T* x;
  T* y;
  T* w;
};
void pairs_backward(const Pairs<float>& in, const PairsGradient<float>& gradient,
                    std::int64_t begin, std::int64_t end);
void pairs_backward(const Pairs<double>& in, const PairsGradient<double>& gradient,
                    std::int64_t begin, std::int64_t end);

}  // namespace zeroth::networks

#include "plugins/networks/pairwise_leaky_kernels.h"

#include <zeroth/networks/linear.h>

// The compiler makes a version per instruction set and the loader picks one. Sanitizers run before
// the loader has picked.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define ZEROTH_EVERY_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ZEROTH_EVERY_PROCESSOR
#endif

namespace zeroth::networks {
namespace {

// Independent sums that one loop keeps: enough to fill a vector register twice.
constexpr std::int64_t kLanes = 32;

template <class T>
inline T slope(T z) {
  return z > 0 ? T(1) : T(kLeakySlope);
}

template <class T>
inline __attribute__((always_inline)) T leaky_sum(const T* x, const T* y, const T* w,
                                                  std::int64_t width) {
  T sums[kLanes] = {};
  std::int64_t m = 0;
  for (; m + kLanes <= width; m += kLanes) {
    for (std::int64_t i = 0; i < kLanes; ++i) {
      const T z = x[m + i] + y[m + i];
      sums[i] += w[m + i] * z * slope(z);
    }
  }
  T sum = 0;
  for (const T one : sums) sum += one;
  for (; m < width; ++m) {
    const T z = x[m] + y[m];
    sum += w[m] * z * slope(z);
  }
  return sum;
}

template <class T>
inline __attribute__((always_inline)) void forward(const Pairs<T>& in, std::int64_t begin,
                                                   std::int64_t end, T* out) {
  for (std::int64_t b = begin; b < end; ++b) {
    for (std::int64_t s = 0; s < in.others; ++s) {
      out[b * in.others + s] = leaky_sum(in.x + b * in.width, in.y + s * in.width, in.w, in.width);
    }
  }
}

/// By x alone, for one row: what a network without moving weights needs.
template <class T>
inline __attribute__((always_inline)) void backward_x(const Pairs<T>& in, const T* upstream,
                                                      const T* __restrict__ x, T* __restrict__ dx,
                                                      std::int64_t begin, std::int64_t end) {
  for (std::int64_t s = 0; s < in.others; ++s) {
    const T* __restrict__ y = in.y + s * in.width;
    const T g = upstream[s];
    for (std::int64_t m = begin; m < end; ++m) dx[m] += g * slope(x[m] + y[m]);
  }
  for (std::int64_t m = begin; m < end; ++m) dx[m] *= in.w[m];
}

/// By all three, for one row. `dy` still lacks the factor w.
template <class T>
inline __attribute__((always_inline)) void backward_all(const Pairs<T>& in, const T* upstream,
                                                        const T* __restrict__ x, T* __restrict__ dx,
                                                        const PairsGradient<T>& gradient,
                                                        std::int64_t begin, std::int64_t end) {
  T* __restrict__ dw = gradient.w;
  for (std::int64_t s = 0; s < in.others; ++s) {
    const T* __restrict__ y = in.y + s * in.width;
    T* __restrict__ dy = gradient.y + s * in.width;
    const T g = upstream[s];
    for (std::int64_t m = begin; m < end; ++m) {
      const T z = x[m] + y[m];
      const T t = g * slope(z);
      dx[m] += t;
      dy[m] += t;
      dw[m] += t * z;
    }
  }
  for (std::int64_t m = begin; m < end; ++m) dx[m] *= in.w[m];
}

template <class T>
inline __attribute__((always_inline)) void backward(const Pairs<T>& in,
                                                    const PairsGradient<T>& gradient,
                                                    std::int64_t begin, std::int64_t end) {
  for (std::int64_t b = 0; b < in.rows; ++b) {
    const T* upstream = gradient.upstream + b * in.others;
    const T* x = in.x + b * in.width;
    T* dx = gradient.x + b * in.width;
    if (gradient.w) {
      backward_all(in, upstream, x, dx, gradient, begin, end);
    } else {
      backward_x(in, upstream, x, dx, begin, end);
    }
  }
  if (!gradient.w) return;
  for (std::int64_t s = 0; s < in.others; ++s) {
    T* __restrict__ dy = gradient.y + s * in.width;
    for (std::int64_t m = begin; m < end; ++m) dy[m] *= in.w[m];
  }
}

}  // namespace

ZEROTH_EVERY_PROCESSOR
void pairs_forward(const Pairs<float>& in, std::int64_t begin, std::int64_t end, float* out) {
  forward(in, begin, end, out);
}

void pairs_forward(const Pairs<double>& in, std::int64_t begin, std::int64_t end, double* out) {
  forward(in, begin, end, out);
}

ZEROTH_EVERY_PROCESSOR
void pairs_backward(const Pairs<float>& in, const PairsGradient<float>& gradient,
                    std::int64_t begin, std::int64_t end) {
  backward(in, gradient, begin, end);
}

void pairs_backward(const Pairs<double>& in, const PairsGradient<double>& gradient,
                    std::int64_t begin, std::int64_t end) {
  backward(in, gradient, begin, end);
}

}  // namespace zeroth::networks

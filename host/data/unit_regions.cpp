#include "host/data/unit_regions.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace zeroth::host {
namespace {

/// 1 / norm of every column; false where one is not finite, which one such number suffices for.
template <class T>
bool inverse_norms(const T* in, std::int64_t m_count, std::int64_t r_count,
                   std::vector<double>& norms) {
  norms.assign(static_cast<std::size_t>(r_count), 0.0);
  double* sums = norms.data();
  for (std::int64_t m = 0; m < m_count; ++m, in += r_count) {
    for (std::int64_t r = 0; r < r_count; ++r) sums[r] += double{in[r]} * in[r];
  }
  bool finite = true;
  for (double& value : norms) {
    finite = finite && std::isfinite(value);
    value = 1.0 / std::max(std::sqrt(value), 1e-12);
  }
  return finite;
}

}  // namespace

template <class T>
bool unit_regions(const T* in, std::int64_t channels_count, std::int64_t regions_count, T* channels,
                  T* regions) {
  constexpr std::int64_t kBlock = 16;  // a cache line of float32 in every region
  std::vector<double> norms;
  const bool finite = inverse_norms(in, channels_count, regions_count, norms);
  const std::vector<T> scale(norms.begin(), norms.end());
  for (std::int64_t begin = 0; begin < channels_count; begin += kBlock) {
    const std::int64_t end = std::min(begin + kBlock, channels_count);
    for (std::int64_t m = begin; m < end; ++m) {
      const std::int64_t row = m * regions_count;
      for (std::int64_t r = 0; r < regions_count; ++r) {
        channels[row + r] = in[row + r] * scale[static_cast<std::size_t>(r)];
      }
    }
    for (std::int64_t r = 0; r < regions_count; ++r) {
      T* out = regions + r * channels_count;
      for (std::int64_t m = begin; m < end; ++m) out[m] = channels[m * regions_count + r];
    }
  }
  return finite;
}

template bool unit_regions(const float*, std::int64_t, std::int64_t, float*, float*);
template bool unit_regions(const double*, std::int64_t, std::int64_t, double*, double*);

}  // namespace zeroth::host

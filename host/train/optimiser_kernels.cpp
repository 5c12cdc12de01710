#include "host/train/optimiser_kernels.h"

#include <cmath>
#include <cstring>

// The compiler makes a version per instruction set and the loader picks one. Sanitizers run before
// the loader has picked.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define ZEROTH_EVERY_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ZEROTH_EVERY_PROCESSOR
#endif

namespace zeroth::host {

ZEROTH_EVERY_PROCESSOR
void adam_step(const Stretch& stretch, const AdamStep& step) {
  float* __restrict__ p = stretch.parameter;
  const float* __restrict__ gradient = stretch.gradient;
  float* __restrict__ m = stretch.first;
  float* __restrict__ v = stretch.second;
  const AdamStep s = step;
  for (std::int64_t i = 0; i < stretch.count; ++i) {
    const float g = s.read.scale * gradient[i] + s.read.weight_decay * p[i];
    m[i] = s.beta1 * m[i] + (1.0F - s.beta1) * g;
    v[i] = s.beta2 * v[i] + (1.0F - s.beta2) * g * g;
    p[i] = s.shrink * p[i] - s.rate * m[i] / (std::sqrt(v[i]) * s.inverse_root + s.epsilon);
  }
}

ZEROTH_EVERY_PROCESSOR
void amsgrad_step(const Stretch& stretch, const AdamStep& step) {
  float* __restrict__ p = stretch.parameter;
  const float* __restrict__ gradient = stretch.gradient;
  float* __restrict__ m = stretch.first;
  float* __restrict__ v = stretch.second;
  float* __restrict__ largest = stretch.largest;
  const AdamStep s = step;
  for (std::int64_t i = 0; i < stretch.count; ++i) {
    const float g = s.read.scale * gradient[i] + s.read.weight_decay * p[i];
    m[i] = s.beta1 * m[i] + (1.0F - s.beta1) * g;
    v[i] = s.beta2 * v[i] + (1.0F - s.beta2) * g * g;
    largest[i] = largest[i] < v[i] ? v[i] : largest[i];
    p[i] = s.shrink * p[i] - s.rate * m[i] / (std::sqrt(largest[i]) * s.inverse_root + s.epsilon);
  }
}

ZEROTH_EVERY_PROCESSOR
void rmsprop_step(const Stretch& stretch, const RmspropStep& step) {
  float* __restrict__ p = stretch.parameter;
  const float* __restrict__ gradient = stretch.gradient;
  float* __restrict__ b = stretch.first;
  float* __restrict__ v = stretch.second;
  const RmspropStep s = step;
  for (std::int64_t i = 0; i < stretch.count; ++i) {
    const float g = s.read.scale * gradient[i] + s.read.weight_decay * p[i];
    v[i] = s.smoothing * v[i] + (1.0F - s.smoothing) * g * g;
    b[i] = s.momentum * b[i] + g / (std::sqrt(v[i]) + s.epsilon);
    p[i] -= s.rate * b[i];
  }
}

ZEROTH_EVERY_PROCESSOR
void sgd_step(const Stretch& stretch, const SgdStep& step) {
  float* __restrict__ p = stretch.parameter;
  const float* __restrict__ gradient = stretch.gradient;
  float* __restrict__ b = stretch.first;
  const SgdStep s = step;
  if (!b) {
    for (std::int64_t i = 0; i < stretch.count; ++i) {
      p[i] -= s.rate * (s.read.scale * gradient[i] + s.read.weight_decay * p[i]);
    }
    return;
  }
  const float ahead = s.nesterov ? 1.0F : 0.0F, along = s.nesterov ? s.momentum : 1.0F;
  for (std::int64_t i = 0; i < stretch.count; ++i) {
    const float g = s.read.scale * gradient[i] + s.read.weight_decay * p[i];
    b[i] = s.momentum * b[i] + g;
    p[i] -= s.rate * (ahead * g + along * b[i]);
  }
}

ZEROTH_EVERY_PROCESSOR
void round_to_bf16(const float* __restrict__ in, std::int64_t count,
                   std::uint16_t* __restrict__ out) {
  constexpr std::uint32_t kInfinity = 0x7f800000, kNaN = 0x7fc0;
  for (std::int64_t i = 0; i < count; ++i) {
    std::uint32_t bits;
    std::memcpy(&bits, in + i, sizeof bits);
    const std::uint32_t nearest = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    const bool is_nan = (bits & 0x7fffffff) > kInfinity;
    out[i] = static_cast<std::uint16_t>(is_nan ? kNaN : nearest);
  }
}

}  // namespace zeroth::host

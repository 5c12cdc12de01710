#pragma once

#include <cstdint>

namespace zeroth::host {

/// Pointers to the same stretch of a parameter, its gradient and its two moments.
struct Stretch {
  float* parameter;
  const float* gradient;
  float* first;
  float* second;
  std::int64_t count;
};

/// p -= rate * m / (sqrt(v) * inverse_root + epsilon), with m and v updated on the way.
struct AdamStep {
  float beta1, beta2;
  float rate;          ///< learning rate / (1 - beta1^t)
  float inverse_root;  ///< 1 / sqrt(1 - beta2^t)
  float epsilon, weight_decay;
};
void adam_step(const Stretch& stretch, const AdamStep& step);

/// v = smoothing v + (1 - smoothing) g^2; b = momentum b + g / (sqrt(v) + epsilon); p -= rate b.
struct RmspropStep {
  float smoothing, momentum, rate, epsilon, weight_decay;
};
void rmsprop_step(const Stretch& stretch, const RmspropStep& step);

/// To nearest even, as LibTorch rounds.
void round_to_bf16(const float* in, std::int64_t count, std::uint16_t* out);

}  // namespace zeroth::host

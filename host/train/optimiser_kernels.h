#pragma once

#include <cstdint>

namespace zeroth::host {

/// Pointers to the same stretch of a parameter, its gradient and what its optimiser keeps; null
/// where it keeps no such thing.
struct Stretch {
  float* parameter;
  const float* gradient;
  float* first;
  float* second;
  float* largest;
  std::int64_t count;
};

/// g = scale gradient + weight_decay p, what every step reads.
struct GradientReading {
  float scale, weight_decay;
};

/// p = shrink p - rate * m / (sqrt(v) * inverse_root + epsilon), with m and v updated on the way.
struct AdamStep {
  GradientReading read;
  float beta1, beta2;
  float rate;          ///< learning rate / (1 - beta1^t)
  float inverse_root;  ///< 1 / sqrt(1 - beta2^t)
  float epsilon;
  float shrink;  ///< 1 - learning rate * decoupled weight decay
};
void adam_step(const Stretch& stretch, const AdamStep& step);
/// The same with the largest v so far in the place of v.
void amsgrad_step(const Stretch& stretch, const AdamStep& step);

/// v = smoothing v + (1 - smoothing) g^2; b = momentum b + g / (sqrt(v) + epsilon); p -= rate b.
struct RmspropStep {
  GradientReading read;
  float smoothing, momentum, rate, epsilon;
};
void rmsprop_step(const Stretch& stretch, const RmspropStep& step);

/// b = momentum b + g; p -= rate b, with nesterov rate (g + momentum b); without momentum rate g.
struct SgdStep {
  GradientReading read;
  float momentum, rate;
  bool nesterov;
};
void sgd_step(const Stretch& stretch, const SgdStep& step);

/// To nearest even, as LibTorch rounds.
void round_to_bf16(const float* in, std::int64_t count, std::uint16_t* out);

}  // namespace zeroth::host

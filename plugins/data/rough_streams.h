#pragma once

#include <zeroth/random.h>

#include <cstdint>

namespace zeroth::rough {

/// What is drawn. Each has a stream of its own, so that one treatment draws the same whatever the
/// others do; the numbers stay, because they decide what a seed means.
enum class Stream : std::uint64_t {
  split = 1,
  class_order = 2,
  row_order = 3,
  noisy_rows = 4,
  noisy_labels = 5,
  attribute_noise = 6,
  missing_attributes = 7,
  rotation = 8,
  feature_noise = 9,
  backbone = 10,
};

/// The numbers of one class, row or list: another `key`, another stream.
inline Random stream_of(std::uint64_t seed, Stream stream, std::int64_t key = 0) {
  const std::uint64_t of_seed = Random(seed).next();
  const std::uint64_t of_stream = Random(of_seed + static_cast<std::uint64_t>(stream)).next();
  return Random(Random(of_stream + static_cast<std::uint64_t>(key)).next());
}

}  // namespace zeroth::rough

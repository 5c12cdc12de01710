#include "host/base/xxh3.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace zeroth::host {

Xxh3::Xxh3() : state_(XXH3_createState()) { XXH3_128bits_reset(state_); }
Xxh3::~Xxh3() { XXH3_freeState(state_); }

void Xxh3::add(const void* data, std::size_t size) { XXH3_128bits_update(state_, data, size); }

std::string Xxh3::text() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace zeroth::host

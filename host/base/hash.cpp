#include "host/base/hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace zeroth::host {
namespace {

std::string to_text(const XXH128_hash_t& hash) {
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

struct Hasher::State {
  State() : xxh(XXH3_createState()) {
    if (!xxh) throw std::bad_alloc();
    XXH3_128bits_reset(xxh);
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  XXH3_state_t* xxh;
};

Hasher::Hasher() : state_(std::make_unique<State>()) {}

Hasher::Hasher(const Hasher& other) : Hasher() { XXH3_copyState(state_->xxh, other.state_->xxh); }

Hasher& Hasher::operator=(const Hasher& other) {
  if (this != &other) XXH3_copyState(state_->xxh, other.state_->xxh);
  return *this;
}

Hasher::~Hasher() = default;

void Hasher::add(const void* data, std::size_t size) {
  XXH3_128bits_update(state_->xxh, data, size);
}

std::string Hasher::text() const { return to_text(XXH3_128bits_digest(state_->xxh)); }

std::string hash_of(const char* data, std::size_t size) {
  return to_text(XXH3_128bits(data, size));
}

std::string hash_of(std::string_view text) { return hash_of(text.data(), text.size()); }

}  // namespace zeroth::host

#pragma once

#include <cstddef>
#include <string>

struct XXH3_state_s;

namespace zeroth::host {

/// XXH3-128 of bytes that come piece by piece: it finds what went wrong by chance, and proves
/// nothing against a forger.
class Xxh3 {
 public:
  Xxh3();
  ~Xxh3();
  Xxh3(const Xxh3&) = delete;
  Xxh3& operator=(const Xxh3&) = delete;

  void add(const void* data, std::size_t size);
  /// Of all that was added, as 32 hexadecimal digits.
  std::string text() const;

 private:
  XXH3_state_s* state_;
};

}  // namespace zeroth::host

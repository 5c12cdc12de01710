#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace zeroth::host {

/// XXH3-128 of bytes as 32 hexadecimal digits: finds damage and change; no secret protects it.
std::string hash_of(const char* data, std::size_t size);
std::string hash_of(std::string_view text);

/// The same of bytes that come piece by piece.
class Hasher {
 public:
  Hasher();
  Hasher(const Hasher& other);
  Hasher& operator=(const Hasher& other);
  ~Hasher();

  void add(const void* data, std::size_t size);
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zeroth::host

#pragma once

#include <atomic>
#include <cstddef>
#include <string>

namespace zeroth::host {

/// The body of a request as it arrives: no longer than one may be, and all bodies together no
/// longer than a few of the longest.
class BodyRoom {
 public:
  /// @param all  bytes that are held at the moment, of every client
  BodyRoom(std::size_t most, std::atomic<std::size_t>& all) : most_(most), all_(all) {}
  ~BodyRoom() { all_ -= counted_; }
  BodyRoom(const BodyRoom&) = delete;
  BodyRoom& operator=(const BodyRoom&) = delete;

  /// @return whether there was room for it.
  bool add(const char* data, std::size_t size);
  /// Says why the body is not whole.  @throws Refusal, always.
  [[noreturn]] void refuse(bool is_late) const;
  /// The body. What it takes stays counted.
  std::string take() { return std::move(body_); }

 private:
  std::size_t most_, counted_ = 0;
  std::atomic<std::size_t>& all_;
  std::string body_;
  bool is_too_long_ = false, is_full_ = false;
};

/// @throws Refusal(413), always.
[[noreturn]] void refuse_long_body(std::size_t most);

}  // namespace zeroth::host

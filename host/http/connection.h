#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>

namespace zeroth::host {

/// A client's socket, read and written without ever waiting past a deadline: a client that sends a
/// byte now and then holds nothing for long.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  /// Takes the socket, which does not block, and closes it in the end.
  /// @param stopping  readable as soon as the server stops
  Connection(int socket, int stopping) : socket_(socket), stopping_(stopping) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int descriptor() const { return socket_; }
  /// Waits for the first byte of a request.
  /// @return false where none comes in that time, or the server stops.
  bool wait_for_request(std::chrono::milliseconds idle);
  /// A request begins. All of it has to come within `limit`, and its answer has to be taken within
  /// as much again; until `end_head` it may have `most_head` bytes.
  void begin(Clock::duration limit, std::size_t most_head);
  void end_head() { head_left_ = kNoLimit; }
  /// @return how many bytes came; 0 where the client has ended, -1 where it is late, its head too
  /// long, or the connection broken.
  ssize_t read(char* out, std::size_t size);
  /// @return whether all of it was taken in time.
  bool write(const char* data, std::size_t size);

  bool is_late() const { return is_late_; }
  bool has_written() const { return has_written_; }
  /// Ends the answer and lets the client read it although it is still sending: what comes is
  /// thrown away for a moment.
  void linger();

 private:
  static constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);
  bool wait(short events);
  ssize_t receive(char* out, std::size_t size);

  int socket_, stopping_;
  char buffer_[1 << 14];
  std::size_t next_ = 0, filled_ = 0, head_left_ = kNoLimit;
  Clock::time_point by_;
  Clock::duration limit_{};
  bool is_late_ = false, has_written_ = false, is_stopping_ = false;
};

}  // namespace zeroth::host

#include "host/http/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace zeroth::host {
namespace {

using std::chrono::milliseconds;

// What a server that stops still waits for a request that has begun.
constexpr milliseconds kStopping{2000};
constexpr milliseconds kLingering{1000};

/// Rounded up: a wait of 0 would spin.
int milliseconds_until(Connection::Clock::time_point by) {
  const auto left = std::chrono::ceil<milliseconds>(by - Connection::Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(left, 0));
}

}  // namespace

Connection::~Connection() { close(socket_); }

bool Connection::wait_for_request(milliseconds idle) {
  if (next_ < filled_) return true;
  pollfd both[] = {{socket_, POLLIN, 0}, {stopping_, POLLIN, 0}};
  const int ready = poll(both, 2, static_cast<int>(idle.count()));
  return ready > 0 && both[0].revents != 0;
}

void Connection::begin(Clock::duration limit, std::size_t most_head) {
  limit_ = limit;
  by_ = Clock::now() + limit;
  head_left_ = most_head;
  is_late_ = has_written_ = false;
}

/// Until the socket is ready or the time over.
bool Connection::wait(short events) {
  while (true) {
    pollfd both[] = {{socket_, events, 0}, {stopping_, POLLIN, 0}};
    const int ready = poll(both, is_stopping_ ? 1 : 2, milliseconds_until(by_));
    if (ready > 0 && both[0].revents != 0) return true;
    if (ready == 0) {
      is_late_ = true;
      return false;
    }
    if (ready < 0 && errno != EINTR) return false;
    if (ready > 0) {
      is_stopping_ = true;
      by_ = std::min(by_, Clock::now() + kStopping);
    }
  }
}

ssize_t Connection::receive(char* out, std::size_t size) {
  while (true) {
    const ssize_t got = recv(socket_, out, size, 0);
    if (got >= 0) return got;
    if (errno == EINTR) continue;
    if (errno != EAGAIN || !wait(POLLIN)) return -1;
  }
}

ssize_t Connection::read(char* out, std::size_t size) {
  // A body that fills the buffer anyway needs no copy of it.
  if (next_ == filled_ && size >= sizeof(buffer_)) return receive(out, size);
  if (next_ == filled_) {
    const ssize_t got = receive(buffer_, sizeof(buffer_));
    if (got <= 0) return got;
    next_ = 0;
    filled_ = static_cast<std::size_t>(got);
  }
  size = std::min({size, filled_ - next_, head_left_});
  if (size == 0) return -1;
  std::memcpy(out, buffer_ + next_, size);
  next_ += size;
  if (head_left_ != kNoLimit) head_left_ -= size;
  return static_cast<ssize_t>(size);
}

bool Connection::write(const char* data, std::size_t size) {
  if (!has_written_) by_ = Clock::now() + limit_;
  has_written_ = true;
  while (size > 0) {
    const ssize_t sent = send(socket_, data, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno != EAGAIN || !wait(POLLOUT))) return false;
    if (sent < 0) continue;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

void Connection::linger() {
  shutdown(socket_, SHUT_WR);
  by_ = Clock::now() + kLingering;
  while (Clock::now() < by_ && receive(buffer_, sizeof(buffer_)) > 0) {
  }
}

}  // namespace zeroth::host

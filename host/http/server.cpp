#include "host/http/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>

#include "host/http/connection.h"
#include "host/http/conversation.h"
#include "host/http/refusal.h"

namespace zeroth::host {
namespace {

int new_event() {
  const int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event < 0) throw std::system_error(errno, std::generic_category(), "cannot serve");
  return event;
}

std::string full_house() {
  const std::string body = refusal_json({"the server is busy",
                                         "",
                                         {"as many clients as it takes are connected"},
                                         "try again in a second"});
  return "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nRetry-After: 1\r\n"
         "Connection: close\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

Server::Server(Listener& listener, Site& site, const HttpLimits& limits)
    : listener_(listener), site_(site), limits_(limits), stopping_(new_event()), acceptor_([this] {
        accept_all();
      }) {}

Server::~Server() {
  stop();
  acceptor_.join();
  std::unique_lock lock(mutex_);
  left_.wait(lock, [this] { return clients_ == 0; });
  close(stopping_);
}

void Server::stop() {
  const std::uint64_t one = 1;
  // It can only fail where the number in it would overflow.
  [[maybe_unused]] const ssize_t written = write(stopping_, &one, sizeof(one));
}

bool Server::is_done() const {
  const std::lock_guard lock(mutex_);
  return !accepts_ && clients_ == 0;
}

void Server::accept_all() {
  constexpr int kNoRoom = 20;  // milliseconds until a descriptor may be free again
  while (true) {
    pollfd both[] = {{listener_.descriptor(), POLLIN, 0}, {stopping_, POLLIN, 0}};
    poll(both, 2, -1);
    if (both[1].revents != 0) break;
    if (both[0].revents == 0) continue;
    const int socket =
        accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket >= 0) welcome(socket);
    if (socket < 0 && errno != EAGAIN && errno != ECONNABORTED) poll(&both[1], 1, kNoRoom);
  }
  listener_.close();
  const std::lock_guard lock(mutex_);
  accepts_ = false;
}

void Server::welcome(int socket) {
  const int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  {
    const std::lock_guard lock(mutex_);
    if (clients_ < kMostClients)
      ++clients_;
    else
      socket = (send_away(socket), -1);
  }
  if (socket < 0) return;
  try {
    std::thread([this, socket] { serve(socket); }).detach();
  } catch (const std::system_error&) {
    send_away(socket);
    const std::lock_guard lock(mutex_);
    --clients_;
  }
}

void Server::serve(int socket) {
  try {
    Connection connection(socket, stopping_);
    Conversation(connection, site_, limits_, bodies_).hold();
  } catch (const std::exception&) {
    // Of this client nothing more can be said: memory is short, and the connection closed.
  }
  const std::lock_guard lock(mutex_);
  --clients_;
  left_.notify_all();
}

void Server::send_away(int socket) {
  site_.sent_away();
  static const std::string words = full_house();
  [[maybe_unused]] const ssize_t sent = send(socket, words.data(), words.size(), MSG_NOSIGNAL);
  shutdown(socket, SHUT_WR);
  close(socket);
}

}  // namespace zeroth::host

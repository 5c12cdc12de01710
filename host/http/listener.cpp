#include "host/http/listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Addresses addresses_of(const std::string& host, int port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (error == 0) return {found, freeaddrinfo};
  throw Failure(Exit::usage, {fmt::format("this machine has no address \"{}\"", host),
                              "--host",
                              {gai_strerror(error)},
                              "give 127.0.0.1, or 0.0.0.0 for everybody who reaches this machine"});
}

/// @return -1 with errno
int listening_socket(const addrinfo& at) {
  const int made = socket(at.ai_family, at.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (made < 0) return -1;
  const int yes = 1;
  // A server that has just stopped may be started again at once; two at a time may not be.
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (bind(made, at.ai_addr, at.ai_addrlen) == 0 && listen(made, SOMAXCONN) == 0) return made;
  const int error = errno;
  close(made);
  errno = error;
  return -1;
}

bool is_of_this_machine(const sockaddr& address) {
  if (address.sa_family == AF_INET6) {
    return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  }
  constexpr unsigned kLoopback = 127;
  return ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr) >> 24 == kLoopback;
}

int port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace

Listener::Listener(const std::string& host, int port) {
  const Addresses all = addresses_of(host, port);
  for (const addrinfo* one = all.get(); one && socket_ < 0; one = one->ai_next) {
    socket_ = listening_socket(*one);
    is_loopback_ = is_of_this_machine(*one->ai_addr);
  }
  if (socket_ < 0) {
    throw Failure(Exit::unavailable,
                  {"the port cannot be used",
                   fmt::format("{}, port {}", host, port),
                   {std::strerror(errno)},
                   "choose another one with --port, or --port 0 for any that is free"});
  }
  port_ = port_of(socket_);
}

void Listener::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

std::string url_of(const std::string& host, int port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("http://[{}]:{}", host, port)
               : fmt::format("http://{}:{}", host, port);
}

}  // namespace zeroth::host

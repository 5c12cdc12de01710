#pragma once

#include <string>

namespace zeroth::host {

/// A port that clients can reach.
class Listener {
 public:
  /// @param host  name or address; @param port  0: any that is free
  /// @throws Failure(unavailable) where that port is taken or not allowed, Failure(usage) where
  /// there is no such address.
  Listener(const std::string& host, int port);
  ~Listener() { close(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// From here on nobody reaches it.
  void close();
  int descriptor() const { return socket_; }
  int port() const { return port_; }
  /// Whether nobody but this machine reaches it.
  bool is_loopback() const { return is_loopback_; }

 private:
  int socket_ = -1, port_ = 0;
  bool is_loopback_ = false;
};

/// "http://127.0.0.1:8080", "http://[::1]:8080"
std::string url_of(const std::string& host, int port);

}  // namespace zeroth::host

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>

#include "host/http/exchange.h"
#include "host/http/listener.h"

namespace zeroth::host {

/// Accepts clients and answers each on a thread of its own, by what a site says.
class Server {
 public:
  /// More than as many clients at once are sent away with words and status 503.
  static constexpr int kMostClients = 256;

  /// @throws std::system_error where no thread can be started.
  Server(Listener& listener, Site& site, const HttpLimits& limits);
  /// Stops and waits until every answer is written.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Accepts nobody any more. Requests that have begun are still answered; who has sent nothing is
  /// let go.
  void stop();
  /// Whether it has stopped and everybody is gone.
  bool is_done() const;

 private:
  void accept_all();
  void welcome(int socket);
  void serve(int socket);
  void send_away(int socket);

  Listener& listener_;
  Site& site_;
  HttpLimits limits_;
  int stopping_;                        ///< an eventfd: readable as soon as it stops
  std::atomic<std::size_t> bodies_{0};  ///< bytes of all bodies that are held
  mutable std::mutex mutex_;
  std::condition_variable left_;
  int clients_ = 0;
  bool accepts_ = true;
  std::thread acceptor_;
};

}  // namespace zeroth::host

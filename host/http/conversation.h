#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "host/http/connection.h"
#include "host/http/exchange.h"

namespace zeroth::host {

/// Requests and answers of one client, one after the other. HTTP itself is cpp-httplib's, whose
/// header only conversation.cpp includes; the deadlines and limits, which it does not have, are
/// this one's.
class Conversation {
 public:
  /// @param bodies  bytes that all conversations hold at the moment
  Conversation(Connection& connection, Site& site, const HttpLimits& limits,
               std::atomic<std::size_t>& bodies);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// Until the client leaves, is idle for too long, or is sent away.
  void hold();

 private:
  class Http;
  std::unique_ptr<Http> http_;
};

}  // namespace zeroth::host

#pragma once

#include <string>
#include <vector>

#include "host/http/exchange.h"
#include "host/http/listener.h"

namespace zeroth::host {

/// By which names clients may call a server. One that only this machine reaches has its own names:
/// a page of another server may not talk to it by giving its own name this one's address. Others
/// are called by any.
class HostNames {
 public:
  /// @param host  by which the listener was asked for
  HostNames(const Listener& listener, std::string host);

  /// @throws Refusal(403) where the request calls the server by another name.
  void check(const RequestHead& head) const;

 private:
  std::vector<std::string> names_;  ///< none: any
};

}  // namespace zeroth::host

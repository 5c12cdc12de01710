#pragma once

#include <functional>
#include <string>

#include "host/base/json.h"
#include "host/watch/watch_site.h"

namespace zeroth::host {

/// One `zeroth watch` as the front end hands it over.
struct WatchRequest {
  std::string folder;
  std::string host;
  int port = 0;  ///< 0: any that is free
};

WatchRequest parse_watch_request(const Json& document);

/// Shows a folder of runs over HTTP until a signal asks to stop.
/// @param announce  gets a line for people as soon as it answers
/// @return the exit code of that signal.
/// @throws Failure(no_input) where there is no such folder, Failure(unavailable) where the port
/// cannot be used.
int watch(const WatchRequest& request, const ReportMaker& report,
          const std::function<void(const std::string&)>& announce);

}  // namespace zeroth::host

#pragma once

#include <functional>
#include <map>
#include <string>

#include "host/base/json.h"
#include "host/serve/serve_limits.h"

namespace zeroth::host {

/// One `zeroth serve` as the front end hands it over.
struct ServeRequest {
  std::string model;                           ///< directory
  std::map<std::string, std::string> plugins;  ///< id -> library
  std::string backbone;  ///< of pictures, in place of the one that the model names
  std::string host;
  int port = 0;  ///< 0: any that is free
  ServeLimits limits;
};

/// @throws Failure(internal) when the document is not what the front end writes.
ServeRequest parse_serve_request(const Json& document);

/// Answers requests by a model until a signal asks to stop; requests that have begun are answered
/// before it returns.
/// @param announce  gets a line for people as soon as it answers
/// @return the exit code of that signal.
/// @throws Failure(unavailable) where the port cannot be used; what LoadedModel throws.
int serve(const ServeRequest& request, const std::function<void(const std::string&)>& announce);

}  // namespace zeroth::host

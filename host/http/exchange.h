#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace zeroth::host {

/// What a client may take of the server.
struct HttpLimits {
  std::size_t body = std::size_t{32} << 20;  ///< bytes of a request
  std::chrono::seconds time{30};  ///< to send a request, to wait for an answer, to take it
  const char* when_late = "send it at once";  ///< what to do about a request that came too slowly
};

/// A request without its body.
struct RequestHead {
  std::string method, path;
  std::vector<std::string> hosts;       ///< every line `Host`
  std::string type;                     ///< Content-Type, small letters, without parameters
  std::string encoding;                 ///< Content-Encoding
  std::optional<std::uint64_t> length;  ///< of the body, where it is said at once
  bool has_end = false;                 ///< whether it is said where the body ends
  std::map<std::string, std::string> parameters;  ///< ?name=value

  /// The value of a parameter; nothing where the request has none of that name.
  std::optional<std::string> parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::nullopt : std::optional(found->second);
  }
};

struct HttpAnswer {
  int status = 200;
  std::string type, body;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// What a server says. Any number of threads ask it at once.
class Site {
 public:
  virtual ~Site() = default;
  /// The answer to a request whose body nobody needs; nothing: the body decides.
  /// @throws Refusal
  virtual std::optional<HttpAnswer> answer(const RequestHead& head) = 0;
  /// The answer to one whose body was read.
  /// @throws Refusal
  virtual HttpAnswer answer(const RequestHead& head, std::string body) = 0;
  /// Of every answer that was written, after how many seconds.
  virtual void answered(const std::string& path, int status, double seconds) = 0;
  /// Of every client that was sent away because too many are there.
  virtual void sent_away() = 0;
};

}  // namespace zeroth::host

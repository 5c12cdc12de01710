#include "host/http/host_names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "host/base/lower_case.h"
#include "host/base/printable.h"
#include "host/http/refusal.h"

namespace zeroth::host {
namespace {

/// "LOCALHOST:8080" -> "localhost", "[::1]:8080" -> "[::1]"
std::string name_in(std::string host) {
  const auto end = host.front() == '[' ? host.find(']') + 1 : host.find(':');
  host.resize(std::min(end, host.size()));
  return lower_case(std::move(host));
}

}  // namespace

HostNames::HostNames(const Listener& listener, std::string host) {
  if (!listener.is_loopback()) return;
  host = lower_case(std::move(host));
  names_ = {"localhost", "127.0.0.1", "[::1]"};
  if (std::find(names_.begin(), names_.end(), host) == names_.end() && host != "::1") {
    names_.push_back(host.find(':') != std::string::npos ? "[" + host + "]" : host);
  }
}

void HostNames::check(const RequestHead& head) const {
  if (names_.empty()) return;
  const std::string said = head.hosts.size() == 1 ? head.hosts.front() : "";
  const bool is_known =
      !said.empty() && std::find(names_.begin(), names_.end(), name_in(said)) != names_.end();
  if (is_known) return;
  throw Refusal(403, {said.empty() ? "the request does not say one Host"
                                   : fmt::format("this server is not called \"{}\"",
                                                 printable_line(shortened(said, 80))),
                      "",
                      {fmt::format("it serves this machine only, as {}", fmt::join(names_, ", "))},
                      "ask by one of these names, or serve with --host"});
}

}  // namespace zeroth::host

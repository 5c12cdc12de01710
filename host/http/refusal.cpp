#include "host/http/refusal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "host/base/json.h"

namespace zeroth::host {

Refusal::Refusal(int status, Problem problem, Headers headers)
    : std::runtime_error(problem.what),
      status_(status),
      problem_(std::move(problem)),
      headers_(std::move(headers)) {}

std::string refusal_json(const Problem& problem) {
  const Json document = {{"error",
                          {{"what", problem.what},
                           {"why", fmt::format("{}", fmt::join(problem.why, "; "))},
                           {"fix", problem.fix}}}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zeroth::host

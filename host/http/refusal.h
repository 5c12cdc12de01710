#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {

/// Why a request is not answered: HTTP's status, and the words that go to the client. Never leaves
/// this floor.
class Refusal : public std::runtime_error {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  /// @param status  400 to 599; @param headers  that HTTP wants beside it
  Refusal(int status, Problem problem, Headers headers = {});

  int status() const { return status_; }
  const Problem& problem() const { return problem_; }
  const Headers& headers() const { return headers_; }

 private:
  int status_;
  Problem problem_;
  Headers headers_;
};

/// {"error": {"what", "why", "fix"}}. `where` is left out: the client knows what it sent, and paths
/// of this machine are none of its business.
std::string refusal_json(const Problem& problem);

}  // namespace zeroth::host

#pragma once

#include <zeroth/error.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace zeroth::host {

/// Exit codes of every command; the values of sysexits.h where it has one.
enum class Exit : int {
  ok = 0,
  run_failed = 1,
  usage = 2,
  bad_data = 65,
  no_input = 66,
  unavailable = 69,
  internal = 70,
  cannot_create = 73,
  io = 74,
  retry = 75,
  bad_configuration = 78,
  interrupted = 130,
  terminated = 143,
};

using zeroth::Problem;

/// Text of one problem, for people: `error: what` and an indented line per part that is not empty.
std::string render(const Problem& problem);

/// The exit code that an error of a plugin or of a file format leads to.
Exit exit_of(Fault fault);

/// The only exception of the host: all that is wrong at once, and the exit code it leads to.
class Failure : public std::runtime_error {
 public:
  Failure(Exit code, Problem problem);
  explicit Failure(const Error& error);
  /// `problems` is not empty.
  Failure(Exit code, std::vector<Problem> problems);

  Exit code() const { return code_; }
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  Exit code_;
  std::vector<Problem> problems_;
};

}  // namespace zeroth::host

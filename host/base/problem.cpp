#include "host/base/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/printable.h"

namespace zeroth::host {
namespace {

// Nobody reads more at once.
constexpr std::size_t kMostShown = 50;
constexpr std::size_t kLongestPart = 10'000;

std::string shown(const std::string& part) { return shortened(printable(part), kLongestPart); }

void append_line(std::string& text, const char* label, const std::string& line) {
  if (!line.empty()) fmt::format_to(std::back_inserter(text), "\n  {:<6} {}", label, shown(line));
}

std::string render_all(const std::vector<Problem>& problems) {
  std::string text;
  for (std::size_t i = 0; i < std::min(problems.size(), kMostShown); ++i) {
    if (!text.empty()) text += "\n\n";
    text += render(problems[i]);
  }
  if (problems.size() > kMostShown) {
    text += fmt::format("\n\nerror: and {} more like these", problems.size() - kMostShown);
  }
  return text;
}

}  // namespace

std::string render(const Problem& problem) {
  std::string text = "error: " + shown(problem.what);
  append_line(text, "where", problem.where);
  const char* label = "why";
  for (const std::string& cause : problem.why) {
    append_line(text, label, cause);
    label = "";
  }
  append_line(text, "fix", problem.fix);
  return text;
}

Exit exit_of(Fault fault) {
  switch (fault) {
    case Fault::no_input:
      return Exit::no_input;
    case Fault::bad_data:
      return Exit::bad_data;
    case Fault::configuration:
      return Exit::bad_configuration;
    case Fault::cannot_create:
      return Exit::cannot_create;
    case Fault::io:
      return Exit::io;
    case Fault::plugin:
      break;
  }
  return Exit::run_failed;
}

Failure::Failure(const Error& error) : Failure(exit_of(error.fault()), error.problem()) {}

Failure::Failure(Exit code, Problem problem)
    : Failure(code, std::vector<Problem>{std::move(problem)}) {}

Failure::Failure(Exit code, std::vector<Problem> problems)
    : std::runtime_error(render_all(problems)), code_(code), problems_(std::move(problems)) {}

}  // namespace zeroth::host

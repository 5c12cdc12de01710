#include "host/base/problem.h"

#include <fmt/format.h>

#include <utility>

namespace zeroth::host {
namespace {

void append_line(std::string& text, const char* label, const std::string& line) {
  if (!line.empty()) fmt::format_to(std::back_inserter(text), "\n  {:<6} {}", label, line);
}

std::string render_all(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += "\n\n";
    text += render(problem);
  }
  return text;
}

}  // namespace

std::string render(const Problem& problem) {
  std::string text = "error: " + problem.what;
  append_line(text, "where", problem.where);
  const char* label = "why";
  for (const std::string& cause : problem.why) {
    append_line(text, label, cause);
    label = "";
  }
  append_line(text, "fix", problem.fix);
  return text;
}

Failure::Failure(Exit code, Problem problem)
    : Failure(code, std::vector<Problem>{std::move(problem)}) {}

Failure::Failure(Exit code, std::vector<Problem> problems)
    : std::runtime_error(render_all(problems)), code_(code), problems_(std::move(problems)) {}

}  // namespace zeroth::host

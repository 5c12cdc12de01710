#include "host/verify/run_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "host/base/columns.h"
#include "host/base/exit_code.h"
#include "host/base/out_of_memory.h"
#include "host/base/printable.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

/// What went wrong, in one sentence.
std::string sentence_of(const std::exception& error) {
  const auto* failure = dynamic_cast<const Failure*>(&error);
  if (!failure) return first_line(error.what());
  const Problem& problem = failure->problems().front();
  return problem.why.empty() ? problem.what
                             : fmt::format("{}: {}", problem.what, first_line(problem.why.front()));
}

bool must_pass(const std::exception& error, Exit code) {
  return is_stop(code) || is_out_of_memory(error);
}

}  // namespace

const char* verdict_name(RunVerdict verdict) {
  switch (verdict) {
    case RunVerdict::ok:
      return "ok";
    case RunVerdict::differs:
      return "differs";
    default:
      return "cannot be checked";
  }
}

bool RunChecks::attempt(const std::string& name, const std::function<void()>& check) {
  try {
    check();
    return true;
  } catch (const std::exception& error) {
    const Exit code = exit_code_of(error);
    if (must_pass(error, code)) throw;
    // A disk that cannot be read says nothing about the run.
    add({name, code == Exit::io ? RunVerdict::unchecked : RunVerdict::differs, sentence_of(error)});
    return false;
  }
}

std::size_t RunChecks::count(RunVerdict verdict) const {
  return static_cast<std::size_t>(std::count_if(
      checks_.begin(), checks_.end(), [&](const RunCheck& one) { return one.verdict == verdict; }));
}

std::string checks_text(const RunChecks& checks, std::size_t columns) {
  std::size_t widest = 0;
  for (const RunCheck& one : checks.all()) widest = std::max(widest, columns_of(one.name));
  const std::string indent(widest + 4, ' ');
  const std::size_t room = columns > indent.size() + 20 ? columns - indent.size() : 20;
  std::string text;
  for (const RunCheck& one : checks.all()) {
    std::string said = wrapped(fmt::format("{}: {}", verdict_name(one.verdict), one.says), room);
    for (auto end = said.find('\n'); end != std::string::npos; end = said.find('\n', end + 1)) {
      said.insert(end + 1, indent);
    }
    const std::string gap(indent.size() - 2 - columns_of(one.name), ' ');
    text += fmt::format("  {}{}{}\n", one.name, gap, said);
  }
  return text;
}

Json to_json(const RunChecks& checks) {
  Json list = Json::array();
  for (const RunCheck& one : checks.all()) {
    list.push_back(
        {{"check", one.name}, {"verdict", verdict_name(one.verdict)}, {"says", one.says}});
  }
  return list;
}

}  // namespace zeroth::host

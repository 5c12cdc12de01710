#include "host/conformance/conformance.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <exception>
#include <regex>

#include "host/base/problem.h"
#include "host/conformance/compare.h"
#include "host/conformance/sandbox.h"
#include "host/device/simulated_device.h"

namespace zeroth::host {
namespace {

struct Planned {
  const Subject* subject;
  const Check* check;
};

std::regex expression_of(const std::string& include) {
  try {
    return std::regex(include);
  } catch (const std::regex_error& error) {
    throw Failure(Exit::usage, {fmt::format("\"{}\" is no regular expression", include),
                                "--include",
                                {error.what()},
                                "for example --include '^gradients$'"});
  }
}

std::vector<Planned> plan_of(const ConformanceRequest& request) {
  const std::regex wanted = expression_of(request.include);
  std::vector<Planned> plan;
  bool any = false;
  for (const Subject& subject : request.subjects) {
    for (const Check& check : request.checks) {
      if (!std::regex_search(check.name, wanted)) continue;
      any = true;
      if (check.strictness > request.strictness || !applies_to(check, subject.kind())) continue;
      plan.push_back({&subject, &check});
    }
  }
  if (any || request.subjects.empty()) return plan;
  std::vector<std::string> names;
  for (const Check& check : request.checks) names.emplace_back(check.name);
  throw Failure(Exit::usage, {fmt::format("no check is found by \"{}\"", request.include),
                              "--include",
                              {fmt::format("checks: {}", fmt::join(names, ", "))},
                              ""});
}

Verdict verdict_of(const std::function<Verdict()>& check) {
  try {
    return check();
  } catch (const Failure& failure) {
    return failed(text_of(failure));
  } catch (const c10::Error& error) {  // an output that cannot even be looked at
    return failed(error.what_without_backtrace());
  } catch (const std::invalid_argument& error) {
    return skipped(error.what());
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

std::string to_answer(const Verdict& verdict) {
  return Json({{"outcome", outcome_name(verdict.outcome)}, {"why", verdict.why}})
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Verdict from_ending(const Ending& ending, double seconds) {
  const std::string where = ending.call.empty() ? "" : " in " + ending.call;
  switch (ending.how) {
    case Ending::How::timed_out:
      return failed(fmt::format("it did not come back within {:g} s{}", seconds, where));
    case Ending::How::signalled:
      return {Outcome::crash,
              fmt::format("signal {} ({}){}", ending.number, strsignal(ending.number), where)};
    case Ending::How::exited:
      return {Outcome::crash,
              fmt::format("it ended the process with exit code {}{}", ending.number, where)};
    default:
      break;
  }
  const Json answer = Json::parse(ending.answer);
  return {outcome_of(answer.at("outcome")), answer.at("why").get<std::string>()};
}

}  // namespace

void check_conformance(const ConformanceRequest& request,
                       const std::function<void(const CheckResult&)>& told) {
  simulated_device();  // before any check computes
  const std::vector<Planned> plan = plan_of(request);
  const auto verdict = [](const Planned& one) {
    return verdict_of([&] { return one.check->run(*one.subject); });
  };
  const Subject* broken = nullptr;  // it cannot even be loaded, so nothing else says anything
  const auto tell = [&](const Planned& one, const Verdict& found) {
    if (one.subject == broken) return;
    told({*one.subject, one.check->name, found});
    const bool bad = found.outcome == Outcome::fail || found.outcome == Outcome::crash;
    if (bad && one.check == &request.checks.front()) broken = one.subject;
  };
  if (request.in_process) {
    for (const Planned& one : plan) tell(one, verdict(one));
    return;
  }
  std::vector<std::function<std::string()>> jobs;
  for (const Planned& one : plan) jobs.emplace_back([&] { return to_answer(verdict(one)); });
  run_apart(jobs, request.at_once, request.seconds, [&](std::size_t job, const Ending& ending) {
    tell(plan[job], from_ending(ending, request.seconds));
  });
}

}  // namespace zeroth::host

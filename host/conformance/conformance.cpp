#include "host/conformance/conformance.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <exception>
#include <regex>

#include "host/base/problem.h"
#include "host/conformance/compare.h"
#include "host/conformance/lent.h"
#include "host/conformance/sandbox.h"
#include "host/device/device.h"
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
      if (ending.number == kReadsLentMemory) {
        return failed(
            fmt::format("it reads what an earlier call lent it{}: an argument is there "
                        "until the call returns; keep the tensors in it instead",
                        where));
      }
      return {Outcome::crash,
              fmt::format("it ended the process with exit code {}{}", ending.number, where)};
    default:
      break;
  }
  const Json answer = Json::parse(ending.answer);
  return {outcome_of(answer.at("outcome")), answer.at("why").get<std::string>()};
}

/// Results, plugin by plugin.
class Telling {
 public:
  Telling(const ConformanceRequest& request,
          const std::function<void(const std::vector<CheckResult>&)>& told)
      : checks_(request.checks), told_(told) {}
  ~Telling() = default;
  Telling(const Telling&) = delete;
  Telling& operator=(const Telling&) = delete;

  void add(const Planned& one, const Verdict& verdict) {
    if (one.subject != subject_) end_plugin();
    subject_ = one.subject;
    if (broken_) return;
    results_.push_back({*one.subject, one.check->name, verdict});
    broken_ = verdict.bad() && one.check == &checks_.front();
  }

  void end_plugin() {
    if (results_.empty()) return;
    leave_causes(explanations(), results_);
    told_(results_);
    results_.clear();
    broken_ = false;
  }

 private:
  const std::vector<Check>& checks_;
  const std::function<void(const std::vector<CheckResult>&)>& told_;
  const Subject* subject_ = nullptr;
  bool broken_ = false;  // it cannot even be loaded, so nothing else says anything
  std::vector<CheckResult> results_;
};

/// Whether company in a process did not hurt a check.
bool is_innocent(const std::string& answer) {
  const Outcome outcome = outcome_of(Json::parse(answer).at("outcome"));
  return outcome == Outcome::pass || outcome == Outcome::skip;
}

/// What is wrong with a device; found in a process of its own, as a GPU that was used here could
/// not be used in those that are forked.
void expect_device(const std::string& name) {
  const auto tried = [&]() -> Json {
    try {
      device_named(name);
    } catch (const Failure& failure) {
      const Problem& problem = failure.problems().front();
      return {{"what", problem.what}, {"why", problem.why}};
    }
    return nullptr;
  };
  constexpr double kSeconds = 120;
  run_apart(
      {{[&] { return tried().dump(); }}}, 1, kSeconds, [](const auto&) { return true; },
      [&](std::size_t, const Ending& ending) {
        if (ending.how != Ending::How::answered) {
          throw Failure(Exit::bad_configuration,
                        {fmt::format("the device \"{}\" cannot be used", name),
                         "--device",
                         {"the process that tried it ended"},
                         "leave --device out"});
        }
        const Json problem = Json::parse(ending.answer);
        if (problem.is_null()) return;
        throw Failure(Exit::bad_configuration,
                      {problem.at("what"), "--device", problem.at("why"), "leave --device out"});
      });
}

}  // namespace

void check_conformance(const ConformanceRequest& request,
                       const std::function<void(const std::vector<CheckResult>&)>& told) {
  simulated_device();  // before any check computes
  const std::vector<Planned> plan = plan_of(request);
  expect_device(request.device);
  const auto verdict = [](const Planned& one) {
    return verdict_of([&] { return one.check->run(*one.subject); });
  };
  Telling telling(request, told);
  if (request.in_process) {
    for (const Planned& one : plan) telling.add(one, verdict(one));
    return telling.end_plugin();
  }
  std::vector<Job> jobs;
  for (const Planned& one : plan) {
    const bool shared = one.check->process == Process::shared;
    const auto company = static_cast<std::size_t>(one.subject - request.subjects.data()) + 1;
    jobs.push_back({[&] {
                      end_where_lent_memory_is_read();
                      return to_answer(verdict(one));
                    },
                    shared ? company : 0});
  }
  run_apart(jobs, request.at_once, request.seconds, is_innocent,
            [&](std::size_t job, const Ending& ending) {
              telling.add(plan[job], from_ending(ending, request.seconds));
            });
  telling.end_plugin();
}

}  // namespace zeroth::host

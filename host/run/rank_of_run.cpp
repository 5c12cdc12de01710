#include "host/run/rank_of_run.h"

#include <string>

#include "host/base/call_trace.h"
#include "host/base/exit_code.h"
#include "host/run/rank_talk.h"
#include "host/run/run_follower.h"
#include "host/run/runner.h"

namespace zeroth::host {
namespace {

Problem problem_of(const std::exception& error) {
  const auto* failure = dynamic_cast<const Failure*>(&error);
  return failure ? failure->problems().front() : Problem{error.what(), "", {}, ""};
}

/// A line for what and each why.
void leave_words(const Problem& problem) {
  std::string words = problem.what;
  for (const std::string& one : problem.why) words += "\n" + one;
  CallTrace::set_last_words(words.c_str());
}

Json work(RankGroup& ranks, const RunRequest& request, Progress& progress) {
  meet(ranks, request, progress);
  if (ranks.is_first()) return Runner(request, progress, &ranks).run();
  RunFollower(request, ranks).run();
  return nullptr;
}

}  // namespace

RankEnd run_as_rank(const RunRequest& request, Progress& progress) {
  RankGroup ranks(*request.ranks);
  try {
    return {Exit::ok, work(ranks, request, progress)};
  } catch (const std::exception& error) {
    ranks.tell_end(exit_code_of(error), problem_of(error));
    if (ranks.is_first() || ranks.is_alone()) throw;
    if (!ranks.ended_by_another()) leave_words(problem_of(error));
    return {exit_code_of(error), nullptr};
  }
}

}  // namespace zeroth::host

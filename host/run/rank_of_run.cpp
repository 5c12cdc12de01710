#include "host/run/rank_of_run.h"

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
    return {exit_code_of(error), nullptr};
  }
}

}  // namespace zeroth::host

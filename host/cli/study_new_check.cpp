#include "host/cli/study_new_check.h"

#include <map>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

/// Places in the plan's text -> the words that stand there.
std::map<std::string, std::string> words_by_place(const std::string& plan, const PlanWords& words) {
  std::map<std::string, std::string> by_place;
  for (const auto& [pointer, place] : read_json_text(plan).places) {
    for (const auto& [beginning, word] : words) {
      const bool is_in_it = pointer == beginning || begins_with(pointer, beginning + "/");
      if (is_in_it) by_place[place] = word;
    }
  }
  return by_place;
}

}  // namespace

StudyPlan check_new_plan(const StudyOptions& options, const PlanWords& words) {
  try {
    return checked_plan(options);
  } catch (const Failure& failure) {
    std::map<std::string, std::string> places = words_by_place(options.plan, words);
    std::vector<Problem> problems = failure.problems();
    for (Problem& problem : problems) {
      // Behind the place may stand what it is the place of.
      const auto found = places.find(problem.where.substr(0, problem.where.find("  ")));
      const bool is_in_plan = problem.where.find(options.plan) != std::string::npos;
      if (found != places.end()) {
        problem.where = found->second;
      } else if (is_in_plan) {
        problem.where = "zeroth study new";
      }
      for (std::string& why : problem.why) {
        for (const auto& [place, word] : places) {
          const auto at = why.find(place);
          if (at != std::string::npos) why.replace(at, place.size(), word);
        }
      }
    }
    throw Failure(failure.code(), std::move(problems));
  }
}

}  // namespace zeroth::host

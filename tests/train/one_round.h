#pragma once

#include <zeroth/plan.h>

#include <string>
#include <vector>

/// The schedule of a component with the one parameter "weight": an optimiser "only", which every
/// phase moves, and a stage "main" of rounds of all phases.
inline zeroth::plan::Schedule one_round(const std::vector<std::string>& phases) {
  zeroth::plan::Schedule course;
  course.optimisers.resize(1);
  course.optimisers[0].name = "only";
  course.optimisers[0].parameters = {"weight"};
  course.optimisers[0].learning_rate = 0.1;
  for (const std::string& name : phases) course.phases.push_back({name, {"only"}});
  course.stages.resize(1);
  course.stages[0].name = "main";
  course.stages[0].passes = {{{1, phases}}};
  return course;
}

#include "host/train/schedule_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace zeroth::host {
namespace {

using Names = std::vector<std::string>;

template <class Named>
Names names_of(const std::vector<Named>& all) {
  Names names;
  for (const Named& one : all) names.push_back(one.name);
  return names;
}

/// The first name that comes again; empty if none does.
std::string doubled(const Names& names) {
  std::set<std::string> known;
  for (const std::string& name : names) {
    if (!known.insert(name).second) return name;
  }
  return "";
}

bool holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string problem_of(const plan::Phase& phase, const Names& optimisers) {
  for (const std::string& step : phase.steps) {
    if (holds(optimisers, step)) continue;
    return fmt::format("it uses the optimiser \"{}\", which is not declared", step);
  }
  const std::string twice = doubled(phase.steps);
  if (!twice.empty()) {
    return fmt::format("phase \"{}\" steps the optimiser \"{}\" twice", phase.name, twice);
  }
  if (phase.steps.empty() && !phase.joint) {
    return fmt::format("phase \"{}\" steps no optimiser, and no recipe may add one", phase.name);
  }
  return "";
}

std::string problem_of(const plan::Round& round, const Names& phases) {
  if (round.repeats < 1) return fmt::format("a round is repeated {} times", round.repeats);
  for (const std::string& phase : round.phases) {
    if (holds(phases, phase)) continue;
    return fmt::format("a round names the phase \"{}\", which is not declared", phase);
  }
  return "";
}

std::string problem_of(const plan::Stage& stage, const Names& phases) {
  const auto of_stage = [&](const std::string& what) {
    return fmt::format("its stage \"{}\" {}", stage.name, what);
  };
  if (stage.epochs.value_or(1) < 1) return of_stage(fmt::format("has {} epochs", *stage.epochs));
  if (stage.batch.value_or(1) < 1) return of_stage(fmt::format("has batches of {}", *stage.batch));
  if (stage.passes.empty()) return of_stage("has no pass");
  for (const std::vector<plan::Round>& pass : stage.passes) {
    if (pass.empty()) return of_stage("has a pass without rounds");
    // The batch of the iteration before is not saved: a training that goes on does not have it.
    if (!pass.front().fresh_batch) return of_stage("begins a pass without a fresh batch");
    for (const plan::Round& round : pass) {
      const std::string problem = problem_of(round, phases);
      if (!problem.empty()) return problem;
    }
  }
  return "";
}

template <class Part>
std::string first_problem(const std::vector<Part>& parts, const Names& known) {
  for (const Part& part : parts) {
    const std::string problem = problem_of(part, known);
    if (!problem.empty()) return problem;
  }
  return "";
}

}  // namespace

std::string problem_of(const plan::Optimiser& optimiser) {
  const plan::Rate& rate = optimiser.rate;
  const auto of = [&](const std::string& what) {
    return fmt::format("optimiser \"{}\" {}", optimiser.name, what);
  };
  if (optimiser.nesterov && optimiser.kind == plan::Kind::sgd && !(optimiser.momentum > 0)) {
    return of("is nesterov without momentum");
  }
  if (!(optimiser.clip >= 0)) return of(fmt::format("clips to {}", optimiser.clip));
  if (rate.warm_up < 0) return of(fmt::format("warms up for {} steps", rate.warm_up));
  if (!(rate.last >= 0)) return of(fmt::format("has a rate that ends at {}", rate.last));
  if (rate.shape != plan::Shape::step) return "";
  if (rate.every < 1) {
    return of(fmt::format("has a rate in steps that are {} long: \"every\" must be at least 1",
                          rate.every));
  }
  if (rate.factor > 0) return "";
  return of(fmt::format("has a rate in steps with the factor {}", rate.factor));
}

std::string problem_of(const plan::Schedule& schedule) {
  if (schedule.stages.empty()) return "it has no stage";
  const Names optimisers = names_of(schedule.optimisers), phases = names_of(schedule.phases);
  if (const std::string name = doubled(optimisers); !name.empty()) {
    return fmt::format("two optimisers are named \"{}\"", name);
  }
  if (const std::string name = doubled(phases); !name.empty()) {
    return fmt::format("two phases are named \"{}\"", name);
  }
  for (const plan::Optimiser& one : schedule.optimisers) {
    if (const std::string problem = problem_of(one); !problem.empty()) return problem;
  }
  const std::string problem = first_problem(schedule.phases, optimisers);
  return problem.empty() ? first_problem(schedule.stages, phases) : problem;
}

std::string unknown_phase(const plan::Schedule& schedule, const std::vector<std::string>& dynamic) {
  const Names phases = names_of(schedule.phases);
  for (const std::string& name : dynamic) {
    if (holds(phases, name)) continue;
    return fmt::format("dynamic_phases() names \"{}\", and there is no such phase", name);
  }
  return "";
}

}  // namespace zeroth::host

#include "host/train/active_phase.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace zeroth::host {
namespace {

/// A parameter under two optimisers of a phase would take two steps of one gradient.
void check_apart(const ActivePhase& active) {
  std::map<const void*, std::string> taken;
  for (const FusedOptimiser* one : active.optimisers) {
    for (const NamedTensor& parameter : one->parameters()) {
      const auto [by, added] = taken.emplace(parameter.tensor.unsafeGetTensorImpl(), one->name());
      if (added) continue;
      throw std::invalid_argument(
          fmt::format("phase \"{}\" moves the parameter \"{}\" twice: by the optimisers "
                      "\"{}\" and \"{}\"",
                      active.phase.name, parameter.name, by->second, one->name()));
    }
  }
}

ActivePhase active_phase(const plan::Phase& phase, std::vector<FusedOptimiser>& own,
                         JoinedTerm* joint) {
  ActivePhase active{phase, {}, {}};
  for (const std::string& step : phase.steps) {
    const auto is = [&](const FusedOptimiser& one) { return one.name() == step; };
    active.optimisers.push_back(&*std::find_if(own.begin(), own.end(), is));
  }
  if (phase.joint && joint) {
    for (FusedOptimiser& one : joint->optimisers()) active.optimisers.push_back(&one);
  }
  for (const FusedOptimiser* one : active.optimisers) {
    for (const NamedTensor& parameter : one->parameters()) {
      active.parameters.push_back(parameter.tensor);
    }
  }
  check_apart(active);
  return active;
}

}  // namespace

std::map<std::string, ActivePhase> active_phases(const plan::Schedule& schedule,
                                                 std::vector<FusedOptimiser>& own,
                                                 JoinedTerm* joint) {
  std::map<std::string, ActivePhase> phases;
  for (const plan::Phase& phase : schedule.phases) {
    phases.emplace(phase.name, active_phase(phase, own, joint));
  }
  return phases;
}

std::vector<std::string> unmoved(const NamedTensors& parameters, const plan::Schedule& schedule,
                                 const std::map<std::string, ActivePhase>& phases) {
  std::set<std::string> moved;
  for (const plan::Stage& stage : schedule.stages) {
    for (const std::vector<plan::Round>& pass : stage.passes) {
      for (const plan::Round& round : pass) {
        for (const std::string& phase : round.phases) {
          for (const FusedOptimiser* one : phases.at(phase).optimisers) {
            for (const NamedTensor& parameter : one->parameters()) moved.insert(parameter.name);
          }
        }
      }
    }
  }
  std::vector<std::string> names;
  for (const NamedTensor& one : parameters) {
    if (!moved.count(one.name)) names.push_back(one.name);
  }
  return names;
}

}  // namespace zeroth::host

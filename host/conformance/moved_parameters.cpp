#include "host/conformance/moved_parameters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/base/begins_with.h"

namespace zeroth::host {
namespace {

bool moves(const plan::Optimiser& optimiser, const NamedTensor& parameter) {
  const auto& prefixes = optimiser.parameters;
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
    return begins_with(parameter.name, prefix);
  });
}

bool steps(const plan::Phase& phase, const plan::Optimiser& optimiser) {
  return std::count(phase.steps.begin(), phase.steps.end(), optimiser.name) > 0;
}

bool runs(const plan::Stage& stage, const plan::Phase& phase) {
  for (const std::vector<plan::Round>& pass : stage.passes) {
    for (const plan::Round& round : pass) {
      if (std::count(round.phases.begin(), round.phases.end(), phase.name) > 0) return true;
    }
  }
  return false;
}

}  // namespace

NamedTensors moved_by(const plan::Schedule& schedule, const plan::Phase& phase,
                      const NamedTensors& parameters) {
  NamedTensors moved;
  for (const NamedTensor& one : parameters) {
    const auto does = [&](const plan::Optimiser& by) { return steps(phase, by) && moves(by, one); };
    const auto& all = schedule.optimisers;
    if (std::any_of(all.begin(), all.end(), does)) moved.push_back(one);
  }
  return moved;
}

std::string shared_parameter(const plan::Schedule& schedule, const plan::Stage& stage,
                             const NamedTensors& parameters) {
  for (const NamedTensor& one : parameters) {
    std::vector<std::string> by;
    for (const plan::Optimiser& optimiser : schedule.optimisers) {
      const auto uses = [&](const plan::Phase& phase) {
        return runs(stage, phase) && steps(phase, optimiser);
      };
      const auto& phases = schedule.phases;
      if (!moves(optimiser, one) || std::none_of(phases.begin(), phases.end(), uses)) continue;
      by.push_back(optimiser.name);
    }
    if (by.size() < 2) continue;
    return fmt::format(
        "stage \"{}\" moves the parameter \"{}\" by the optimisers \"{}\": do their "
        "prefixes overlap on purpose?",
        stage.name, one.name, fmt::join(by, "\" and \""));
  }
  return "";
}

}  // namespace zeroth::host

#include "host/train/still_phase.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/problem.h"

namespace zeroth::host {

void StillPhases::check(const ActivePhase& active, const std::vector<at::Tensor>& gradients,
                        const std::string& at) const {
  const auto defined = [](const at::Tensor& gradient) { return gradient.defined(); };
  const bool moves = std::any_of(gradients.begin(), gradients.end(), defined);
  auto first = gradients.begin();
  for (std::size_t i = 0; i < active.optimisers.size(); ++i) {
    const FusedOptimiser& one = *active.optimisers[i];
    const auto last = first + static_cast<std::ptrdiff_t>(one.parameters().size());
    const bool still = std::none_of(first, last, defined);
    first = last;
    if (!still) continue;
    if (i >= active.phase.steps.size()) {
      joint_->nothing_moves(one);
    } else if (!moves || !active.phase.joint || !another_steps(one.name(), active.phase.name)) {
      fail(active, one, at);
    }
  }
}

bool StillPhases::another_steps(const std::string& optimiser, const std::string& phase) const {
  return std::any_of(phases_.begin(), phases_.end(), [&](const plan::Phase& one) {
    return one.name != phase &&
           std::find(one.steps.begin(), one.steps.end(), optimiser) != one.steps.end();
  });
}

void StillPhases::fail(const ActivePhase& active, const FusedOptimiser& optimiser,
                       const std::string& at) const {
  throw Failure(
      Exit::run_failed,
      {fmt::format("phase \"{}\" of {} moves nothing of its optimiser \"{}\"", active.phase.name,
                   place_.id, optimiser.name()),
       place_.where,
       {fmt::format("no gradient leads from its loss to \"{}\"{}",
                    optimiser.parameters().front().name,
                    optimiser.parameters().size() == 1 ? "" : " or any other of its parameters"),
        at},
       "let loss() compute with the parameters themselves, without detach(), item() or a "
       "NoGradGuard on the way"});
}

}  // namespace zeroth::host

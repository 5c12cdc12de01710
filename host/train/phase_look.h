#pragma once

#include <zeroth/learner.h>

#include <string>
#include <vector>

#include "host/ranks/tried_phases.h"

namespace zeroth::host {

/// What a phase computes of a batch, or of a part of one: the gradient of every term, and what the
/// component keeps behind it.
struct PhaseLook {
  struct OfTerm {
    std::string name;
    std::vector<at::Tensor> gradients;  ///< by the phase's parameters; undefined: it reads nothing
  };
  std::vector<OfTerm> terms;  ///< without those that move nothing
  std::vector<at::Tensor> kept;
};

/// Takes the graphs of the terms apart. `kept` is copied.
PhaseLook look_at(const std::vector<Term>& terms, const std::vector<at::Tensor>& parameters,
                  const NamedTensors& kept);

/// Whether what was computed of a whole batch is the mean of what was computed of its parts, to
/// rounding; for TriedPhases.
TriedPhases::Terms compare_with_parts(const PhaseLook& whole, const std::vector<PhaseLook>& parts);

}  // namespace zeroth::host

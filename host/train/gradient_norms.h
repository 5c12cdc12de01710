#pragma once

#include <zeroth/learner.h>

#include <vector>

#include "host/train/mean_values.h"
#include "host/train/optimiser.h"

namespace zeroth::host {

/// Which loss moves what: the length of the gradient that each term of a loss alone would send into
/// the parameters of each optimiser; `parameters` are those of all, in order. Adds "term/optimiser"
/// to `means`, in the units of the loss; a pair of which nothing reaches the other adds nothing.
/// The graph is still there afterwards.
void add_gradient_norms(const std::vector<Term>& terms,
                        const std::vector<FusedOptimiser*>& optimisers,
                        const std::vector<at::Tensor>& parameters, MeanValues& means);

}  // namespace zeroth::host

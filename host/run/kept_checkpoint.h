#pragma once

#include <zeroth/tensors.h>

#include <string>

namespace zeroth::host {

/// What stays of the tensors of a run's last checkpoint when the run has finished.
/// @param keep `checkpoint.keep`: "everything"; "weights": all but the moments of optimisers, which
/// are two thirds of it and move nothing any more; "record": none, the record of the run alone.
NamedTensors kept_of_checkpoint(NamedTensors all, const std::string& keep);

/// `kept` with moments as `fresh`, a state of the same recipe, has them, where they are not kept:
/// what a recipe takes up that shall not be trained on.
NamedTensors with_fresh_moments(NamedTensors kept, const NamedTensors& fresh);

}  // namespace zeroth::host

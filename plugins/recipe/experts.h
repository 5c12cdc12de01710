#pragma once

#include <zeroth/call.h>
#include <zeroth/expert.h>
#include <zeroth/finite.h>
#include <zeroth/training.h>

#include <string>
#include <vector>

/// The experts of a pipeline. They keep their names: tensors of the expert "fine" are
/// "fine/scores", its parameters "fine.V".
using Experts = std::vector<zeroth::NamedPart<zeroth::Expert>>;

std::vector<std::string> names_of(const Experts& experts);
/// What all of them say of a batch, by "expert/tensor".
zeroth::TensorMap forward(const Experts& experts, const zeroth::RegionBatch& images);
/// The same, by who said it; see Predictor.
std::vector<zeroth::Answer> answers_of(const Experts& experts, const zeroth::RegionBatch& images);
zeroth::NamedTensors parameters_of(const Experts& experts);
zeroth::NamedTensors state_of(const Experts& experts);

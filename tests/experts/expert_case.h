#pragma once

#include <zeroth/expert.h>

#include <string>

#include "host/engine/composer.h"
#include "tests/support/tensors.h"

/// An expert from the built plugin folder, with whatever experts its block holds.
zeroth::host::Handle<zeroth::Expert> make_expert(const zeroth::host::Json& block);

/// A small problem in double precision: K attributes, M channels, R regions, 7 classes.
struct ExpertCase {
  std::int64_t attributes = 5, channels = 6, regions = 4, word = 3, images = 2;

  zeroth::RegionProblem problem() const;
  zeroth::RegionBatch batch(std::uint64_t seed = 21) const;
};

/// Builds the expert and gives every parameter random values, so that no attention is uniform.
zeroth::host::Handle<zeroth::Expert> built(const zeroth::host::Json& block,
                                           const ExpertCase& one = {});

zeroth::TensorMap forward(const zeroth::host::Handle<zeroth::Expert>& expert,
                          const zeroth::RegionBatch& images);

/// A parameter by its name.
at::Tensor parameter(const zeroth::host::Handle<zeroth::Expert>& expert, const std::string& name);

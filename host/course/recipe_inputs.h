#pragma once

#include "host/base/json.h"
#include "host/engine/composer.h"
#include "host/ranks/rank_group.h"
#include "host/ranks/tried_phases.h"
#include "host/train/random_streams.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// What a recipe is made from. All of it outlives the recipe.
struct RecipeInputs {
  const Json& pipeline;  ///< resolved, every default filled in
  const Composer& composer;
  const TrainingData& data;
  RandomStreams& streams;
  MadeComponents& made;          ///< gets every component of the recipe, and itself
  RankGroup* ranks = nullptr;    ///< the other processes that train it, too; null: there are none
  TriedPhases* tried = nullptr;  ///< see TrainSettings; null: nobody asks
};

}  // namespace zeroth::host

#pragma once

#include <zeroth/plan.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace zeroth::host {

/// What a pipeline says of an optimiser in the place of its component (`train.optimisers`);
/// nothing: as declared.
struct OptimiserChange {
  std::string where;  ///< place in the pipeline, for messages
  std::optional<plan::Kind> kind;
  std::optional<double> learning_rate, beta1, beta2, epsilon, momentum, weight_decay, clip;
  std::optional<bool> nesterov;
  std::optional<plan::Shape> shape;
  std::optional<std::int64_t> warm_up, every;
  std::optional<double> last, factor;
};

/// By the names that pipelines use.
/// @throws std::out_of_range for another name: pipelines are checked before.
plan::Kind optimiser_kind(const std::string& name);
plan::Shape rate_shape(const std::string& name);

/// By optimiser name.
using OptimiserChanges = std::map<std::string, OptimiserChange>;

/// The optimiser with the change of its name, if there is one; one that becomes adamw decays as
/// adamw does where nobody says how much.
/// @throws Failure(bad_configuration) where the change makes one that cannot be run.
plan::Optimiser changed(const plan::Optimiser& optimiser, const OptimiserChanges& changes);

}  // namespace zeroth::host

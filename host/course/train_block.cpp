#include "host/course/train_block.h"

#include <optional>
#include <utility>

#include "host/text/json_text.h"
#include "host/train/optimiser_change.h"

namespace zeroth::host {

namespace {

template <class T>
std::optional<T> given(const Json& block, const char* name) {
  return block.contains(name) ? std::optional<T>(block.at(name).get<T>()) : std::nullopt;
}

OptimiserChange optimiser_change(const Json& block, std::string where) {
  OptimiserChange change;
  change.where = std::move(where);
  if (const auto kind = given<std::string>(block, "kind")) change.kind = optimiser_kind(*kind);
  change.learning_rate = given<double>(block, "learning_rate");
  change.beta1 = given<double>(block, "beta1");
  change.beta2 = given<double>(block, "beta2");
  change.epsilon = given<double>(block, "epsilon");
  change.momentum = given<double>(block, "momentum");
  change.nesterov = given<bool>(block, "nesterov");
  change.weight_decay = given<double>(block, "weight_decay");
  change.clip = given<double>(block, "clip");
  const Json rate = block.value("rate", Json::object());
  if (const auto shape = given<std::string>(rate, "shape")) change.shape = rate_shape(*shape);
  change.warm_up = given<std::int64_t>(rate, "warm_up");
  change.every = given<std::int64_t>(rate, "every");
  change.last = given<double>(rate, "last");
  change.factor = given<double>(rate, "factor");
  return change;
}

OptimiserChanges optimiser_changes(const Json& pipeline, const Composer& composer) {
  OptimiserChanges changes;
  const Json none = Json::object();
  const Json blocks = pipeline.at("train").value("optimisers", none);
  for (const auto& [name, block] : blocks.items()) {
    const std::string pointer = child_pointer("/train/optimisers", name);
    changes[name] = optimiser_change(block, composer.where(pointer));
  }
  return changes;
}

/// Another word is one of a recipe with a value of that name, and the recipe's own business.
std::optional<Sampling> sampling_of(const Json& train) {
  const std::string word = train.value("sampling", "declared");
  if (word == "plain") return Sampling::independent;
  if (word == "balanced") return Sampling::balanced;
  return std::nullopt;
}

}  // namespace

TrainSettings train_settings(const Json& pipeline, const Composer& composer) {
  const Json& train = pipeline.at("train");
  TrainSettings settings;
  settings.epochs = train.at("epochs").get<std::int64_t>();
  settings.batch = train.at("batch").get<std::int64_t>();
  settings.sampling = sampling_of(train);
  settings.decay_every = train.at("decay").at("every").get<std::int64_t>();
  for (const auto& [name, factor] : train.at("decay").at("factors").items()) {
    settings.decay_factors[name] = factor.get<double>();
  }
  settings.gradients_every = train.at("gradients").at("every").get<std::int64_t>();
  settings.optimisers = optimiser_changes(pipeline, composer);
  return settings;
}

}  // namespace zeroth::host

#include "host/recipes/settings.h"

namespace zeroth::host {

TrainSettings train_settings(const Json& pipeline) {
  const Json& train = pipeline.at("train");
  TrainSettings settings;
  settings.epochs = train.at("epochs").get<std::int64_t>();
  settings.batch = train.at("batch").get<std::int64_t>();
  settings.decay_every = train.at("decay").at("every").get<std::int64_t>();
  for (const auto& [name, factor] : train.at("decay").at("factors").items()) {
    settings.decay_factors[name] = factor.get<double>();
  }
  settings.gradients_every = train.at("gradients").at("every").get<std::int64_t>();
  return settings;
}

Optimiser optimiser_settings(const Json& block, const std::string& name,
                             std::vector<std::string> prefixes) {
  Optimiser optimiser;
  optimiser.name = name;
  optimiser.parameters = std::move(prefixes);
  optimiser.learning_rate = block.at("learning_rate").get<double>();
  optimiser.beta1 = block.at("beta1").get<double>();
  optimiser.beta2 = block.at("beta2").get<double>();
  optimiser.epsilon = block.at("epsilon").get<double>();
  return optimiser;
}

ClassifierSettings classifier_settings(const Json& block, std::int64_t per_class) {
  ClassifierSettings settings;
  settings.epochs = block.at("epochs").get<std::int64_t>();
  settings.batch = block.at("batch").get<std::int64_t>();
  if (settings.batch == 0) settings.batch = per_class;
  settings.learning_rate = block.at("learning_rate").get<double>();
  settings.beta1 = block.at("beta1").get<double>();
  settings.beta2 = block.at("beta2").get<double>();
  return settings;
}

}  // namespace zeroth::host

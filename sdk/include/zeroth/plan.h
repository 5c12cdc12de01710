#pragma once

#include <zeroth/training.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a `Schedule` said, as plain structs. Only libzeroth_sdk and the host include this, which are
// built together: the structs may grow, so no plugin may know them.
namespace zeroth::plan {

enum class Shape { constant, linear, cosine, step };

struct Rate {
  Shape shape = Shape::constant;
  std::int64_t warm_up = 0;  ///< steps
  double last = 0.0;         ///< linear and cosine: share of the learning rate
  std::int64_t every = 0;    ///< step: steps
  double factor = 1.0;       ///< step
};

enum class Kind { adam, adamw, amsgrad, sgd, rmsprop };

/// What adamw takes where nobody says how much.
inline constexpr double kDecoupledDecay = 0.01;

struct Average {
  double decay = 0.999;
  std::string prefix = "average.";
};

struct Optimiser {
  std::string name;
  std::vector<std::string> parameters;  ///< prefixes of their names
  Kind kind = Kind::adam;
  double learning_rate = 1e-4;
  double beta1 = 0.9;
  double beta2 = 0.999;  ///< of rmsprop the smoothing constant
  double epsilon = 1e-8;
  double momentum = 0.0;  ///< sgd, rmsprop
  bool nesterov = false;  ///< sgd
  double weight_decay = 0.0;
  double clip = 0.0;  ///< largest norm of the gradient; 0 = any
  Rate rate;
  bool accumulate = false;
  std::vector<Average> averages;
};

struct Phase {
  std::string name;
  std::vector<std::string> steps;  ///< names of optimisers
  bool joint = false;
};

/// Phases that share one batch.
struct Round {
  std::int64_t repeats = 1;
  std::vector<std::string> phases;
  bool fresh_batch = true;  ///< false: the batch of the round before
};

struct Stage {
  std::string name;
  std::vector<std::vector<Round>> passes;
  Sampling sampling = Sampling::independent;
  std::optional<std::int64_t> epochs;  ///< nothing: the pipeline's `train.epochs`
  std::optional<std::int64_t> batch;   ///< nothing: the pipeline's `train.batch`
};

struct Schedule {
  std::vector<Optimiser> optimisers;
  std::vector<Phase> phases;
  std::vector<Stage> stages;
};

}  // namespace zeroth::plan

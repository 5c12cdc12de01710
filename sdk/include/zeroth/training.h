#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/network.h>

#include <optional>
#include <string>
#include <vector>

namespace zeroth {

/// The class descriptors and which classes have training images. Ids of seen and unseen classes
/// interleave: never compare an id with the number of seen classes.
struct Classes {
  at::Tensor attributes;  ///< [C,d]
  at::Tensor seen;        ///< [S] int64, sorted class ids
  at::Tensor unseen;      ///< [U] int64, sorted class ids
};

/// Region features of some images; every region has unit norm.
struct RegionBatch {
  at::Tensor regions;  ///< [B,R,M] contiguous: M channels of each of R regions
};

/// A batch of training rows. There is no way from here to a row of an unseen class.
struct SeenBatch {
  at::Tensor features;    ///< [B,D] in [0,1]; undefined where the data are region features
  RegionBatch images;     ///< undefined where the data are feature rows
  at::Tensor labels;      ///< [B] int64, class ids
  at::Tensor positions;   ///< [B] int64, place of the label in `classes.seen`
  at::Tensor attributes;  ///< [B,d] descriptors of the labels
  const Classes& classes;
};

/// An optimiser over some parameters. It keeps its moments whichever phase steps it.
struct Optimiser {
  std::string name;                     ///< "critic"; also the key of `train.decay.factors`
  std::vector<std::string> parameters;  ///< prefixes of parameter names: {"critic."}
  std::string kind = "adam";            ///< "adam" or "rmsprop"
  double learning_rate = 1e-4;
  double beta1 = 0.9;         ///< adam
  double beta2 = 0.999;       ///< adam; the smoothing constant of rmsprop
  double epsilon = 1e-8;      ///< added outside the root
  double momentum = 0.0;      ///< rmsprop
  double weight_decay = 0.0;  ///< coupled: added to the gradient
  /// Step on the sum of all gradients since the epoch began instead of the last one: what a
  /// training loop computes that clears gradients once an epoch.
  bool accumulate = false;
};

/// A moving average of the parameters of an optimiser, updated after each of its steps:
/// average = decay * average + (1 - decay) * parameter. The component keeps the averages in
/// `state()` under `prefix` + the parameter's name and starts them at the parameters' values.
struct Average {
  std::string optimiser;
  double decay = 0.999;
  std::string prefix = "average.";
};

/// One kind of optimiser step: which optimisers move, on which loss.
struct Phase {
  std::string name;                ///< handed to `loss`
  std::vector<std::string> steps;  ///< names of optimisers; every other parameter is frozen
  bool joint = false;              ///< a recipe may add its joint term to the loss of this phase
};

/// Phases that share one batch.
struct Round {
  std::int64_t repeats = 1;
  std::vector<std::string> phases;
  bool fresh_batch = true;  ///< false: the batch of the round before
};

/// How the batches of a stage are drawn.
enum class Sampling {
  independent,  ///< the first rows of a new permutation for every batch
  epoch,     ///< consecutive rows of one permutation an epoch; an incomplete last batch is dropped
  balanced,  ///< min(S,B) random seen classes, of each max(B/S,1) rows drawn with replacement
};

/// A course of training. An epoch runs every pass once over as many batches as the data holds.
struct Stage {
  std::string name;
  std::vector<std::vector<Round>> passes;
  Sampling sampling = Sampling::independent;
  std::optional<std::int64_t> epochs;  ///< nothing: the pipeline's `train.epochs`
  std::optional<std::int64_t> batch;   ///< nothing: the pipeline's `train.batch`
};

/// Training as declared: the host runs it. Stages run in order; the last one is the method's own
/// and the only one that has a recipe's joint term and evaluations between its epochs.
struct Schedule {
  std::vector<Optimiser> optimisers;
  std::vector<Phase> phases;
  std::vector<Stage> stages;
  std::vector<Average> averages;
};

/// A network that says how it is trained, and leaves the loops to the host.
class ZEROTH_API Trainable : public RowNetwork {
 public:
  ~Trainable() override;

  /// May depend on the component's parameters, never on anything else.
  virtual Schedule schedule() const = 0;

  /// The loss of a phase, a scalar. Only parameters that the phase moves require a gradient.
  /// All randomness comes from `rng`.  [after build]
  virtual at::Tensor loss(const std::string& phase, const SeenBatch& batch, at::Generator rng) = 0;
};

}  // namespace zeroth

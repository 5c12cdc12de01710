#pragma once

#include <ATen/core/Generator.h>
#include <zeroth/network.h>
#include <zeroth/samples.h>

#include <cstdint>
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

/// How far the stage that runs has come. All count from 0: the first batch of a stage finds epoch 0
/// and iteration 0, the last one epochs - 1 and iterations - 1.
struct Progress {
  std::int64_t epoch = 0;
  std::int64_t epochs = 1;  ///< of the stage
  std::int64_t iteration = 0;
  std::int64_t iterations = 1;  ///< of an epoch, over all its passes

  /// The share of the stage that is done, in [0,1): what a warm-up multiplies with.
  double done() const {
    return (static_cast<double>(epoch) +
            static_cast<double>(iteration) / static_cast<double>(iterations)) /
           static_cast<double>(epochs);
  }
};

/// A batch of training rows. There is no way from here to a row of an unseen class.
struct SeenBatch {
  Samples samples;        ///< B of them; features are in [0,1]
  at::Tensor labels;      ///< [B] int64, class ids
  at::Tensor positions;   ///< [B] int64, place of the label in `classes.seen`
  at::Tensor attributes;  ///< [B,d] descriptors of the labels
  const Classes& classes;
  Progress progress = {};

  const at::Tensor& features() const { return samples.features(); }  ///< [B,D]
  const RegionBatch& images() const { return samples.images(); }
};

/// How the batches of a stage are drawn.
enum class Sampling {
  independent,  ///< the first rows of a new permutation for every batch
  epoch,     ///< consecutive rows of one permutation an epoch; an incomplete last batch is dropped
  balanced,  ///< min(S,B) random seen classes, of each max(B/S,1) rows drawn with replacement
};

// How a component is trained is said by calls, so that later versions can say more:
//
//   Schedule s;
//   s.optimiser("critic", {"critic."}).adam(1e-4, 0.5, 0.999);
//   s.optimiser("generator", {"generator."}).adam(1e-4, 0.5, 0.999);
//   s.phase("critic").moves({"critic"});
//   s.phase("generator").moves({"generator"});
//   s.stage("adversarial").round(5, {"critic"}).round(1, {"generator"}).on_last_batch();
//
// What the calls said is kept in structs that only libzeroth_sdk and the host know (plan.h).
namespace plan {
struct ZEROTH_API Rate;
struct ZEROTH_API Optimiser;
struct ZEROTH_API Phase;
struct ZEROTH_API Stage;
struct ZEROTH_API Schedule;
}  // namespace plan

namespace detail {
struct ZEROTH_API ScheduleParts;

/// A value whose layout only libzeroth_sdk knows. A copy is of its own.
template <class T>
class ZEROTH_API Hidden {
 public:
  Hidden();
  Hidden(const Hidden& other);
  Hidden& operator=(const Hidden& other);
  ~Hidden();
  T& operator*() const { return *value_; }
  T* operator->() const { return value_; }

 private:
  T* value_;
};
extern template class Hidden<plan::Rate>;
extern template class Hidden<plan::Optimiser>;
extern template class Hidden<plan::Phase>;
extern template class Hidden<plan::Stage>;
extern template class Hidden<ScheduleParts>;
}  // namespace detail

/// What a learning rate is multiplied by as an optimiser goes from its first step to its last one
/// of the whole training, all stages together.
class ZEROTH_API Rate {
 public:
  static Rate constant();
  /// Falls evenly from 1 to `last`, a share of the learning rate.
  static Rate linear(double last = 0.0);
  /// Falls to `last` as half a cosine: last + (1 - last) (1 + cos(pi s)) / 2 for a share s in [0,1)
  /// of the steps behind the warm-up (Loshchilov & Hutter, ICLR 2017, equation 5, one cycle).
  static Rate cosine(double last = 0.0);
  /// Times `factor` after every `every` steps behind the warm-up.
  static Rate step(std::int64_t every, double factor);
  /// Before the shape begins: step t of the first `steps` ones takes the share t / steps, t from 1.
  Rate& warm_up(std::int64_t steps);

 private:
  friend class Optimiser;
  detail::Hidden<plan::Rate> plan_;
};

/// An optimiser as torch.optim defines it. It keeps its moments whichever phase steps it. Where
/// nothing is said it is Adam at a rate of 1e-4.
class ZEROTH_API Optimiser {
 public:
  Optimiser& adam(double learning_rate, double beta1 = 0.9, double beta2 = 0.999);
  /// Adam with weight decay beside the gradient (Loshchilov & Hutter, ICLR 2019), 0.01 until
  /// `weight_decay` says another.
  Optimiser& adamw(double learning_rate, double beta1 = 0.9, double beta2 = 0.999);
  /// Adam that divides by the largest second moment so far (Reddi et al., ICLR 2018).
  Optimiser& amsgrad(double learning_rate, double beta1 = 0.9, double beta2 = 0.999);
  Optimiser& sgd(double learning_rate, double momentum = 0.0);
  /// Of sgd: looks ahead along its momentum, which must not be 0.
  Optimiser& nesterov();
  Optimiser& rmsprop(double learning_rate, double smoothing = 0.99, double momentum = 0.0);
  /// Added outside the root; not of sgd. 1e-8 until said.
  Optimiser& epsilon(double value);
  /// Added to the gradient times the parameter; of adamw, taken from the parameter at the rate.
  Optimiser& weight_decay(double value);
  /// Shortens the gradient of all its parameters together to that norm where it is longer.
  Optimiser& clip(double norm);
  Optimiser& rate(const Rate& rate);
  /// Steps on the sum of all gradients since the epoch began instead of the last one: what a
  /// training loop computes that clears gradients once an epoch.
  Optimiser& accumulate();
  /// A moving average of the parameters, updated after each step:
  /// average = decay * average + (1 - decay) * parameter. The component keeps the averages in
  /// `state()` under `prefix` + the parameter's name; the host starts them at the parameters.
  Optimiser& average(double decay, const std::string& prefix = "average.");

 private:
  friend class Schedule;
  detail::Hidden<plan::Optimiser> plan_;
};

/// One kind of optimiser step: which optimisers move, on which loss.
class ZEROTH_API Phase {
 public:
  /// Adds optimisers, by name; every parameter of no optimiser of a phase is frozen in it.
  Phase& moves(const std::vector<std::string>& optimisers);
  /// A recipe may add its joint term to the loss of this phase.
  Phase& joint();

 private:
  friend class Schedule;
  detail::Hidden<plan::Phase> plan_;
};

/// A course of training. An epoch runs every pass once over as many batches as the data holds; for
/// each batch the rounds of a pass run in order.
class ZEROTH_API Stage {
 public:
  /// Adds a round to the pass: `repeats` times a fresh batch, with which every phase runs once.
  Stage& round(std::int64_t repeats, const std::vector<std::string>& phases);
  /// The round that was added last goes on with the batch of the one before it.
  Stage& on_last_batch();
  /// Rounds that are added from here on belong to a further pass.
  Stage& next_pass();
  /// `Sampling::independent` until said.
  Stage& sampling(Sampling how);
  /// The pipeline's `train.epochs` until said.
  Stage& epochs(std::int64_t count);
  /// Rows of a batch; the pipeline's `train.batch` until said.
  Stage& batch(std::int64_t rows);

 private:
  friend class Schedule;
  detail::Hidden<plan::Stage> plan_;
};

/// Training as declared: the host runs it. Stages run in order; the last one is the method's own
/// and the only one that has a recipe's joint term and evaluations between its epochs. What the
/// calls return is good as long as the schedule itself is.
class ZEROTH_API Schedule {
 public:
  /// The commonest one: `optimiser` over all parameters, one phase that moves it and one stage that
  /// runs it once a batch, all of them called `name`. A recipe may join the phase.
  static Schedule once(const std::string& name, const Optimiser& optimiser,
                       const Stage& stage = Stage());

  /// Over the parameters whose names begin with one of `prefixes`; {""}: all. Its name is the one
  /// by which phases, and `train.optimisers` of a pipeline, know it.
  Optimiser& optimiser(const std::string& name, const std::vector<std::string>& prefixes);
  /// Its name is handed to `loss`.
  Phase& phase(const std::string& name);
  Stage& stage(const std::string& name);

  /// For the host: what was said, see plan.h.
  plan::Schedule plan() const;

 private:
  detail::Hidden<detail::ScheduleParts> parts_;
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

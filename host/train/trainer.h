#pragma once

#include <zeroth/plan.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/engine/plugin_call.h"
#include "host/train/active_phase.h"
#include "host/train/batch_source.h"
#include "host/train/divergence.h"
#include "host/train/joined_term.h"
#include "host/train/learning_rates.h"
#include "host/train/mean_values.h"
#include "host/train/optimiser.h"
#include "host/train/phase_look.h"
#include "host/train/phase_watch.h"
#include "host/train/planned_stage.h"
#include "host/train/random_streams.h"
#include "host/train/rehearsal.h"
#include "host/train/sdk_steps.h"
#include "host/train/still_phase.h"
#include "host/train/train_position.h"
#include "host/train/train_settings.h"
#include "host/train/trainee.h"
#include "host/train/training_data.h"
#include "host/train/weight_average.h"

namespace zeroth::host {

struct CompletedEpoch {
  std::string stage;
  bool last_stage = false;  ///< the method's own stage, not a preparation
  std::int64_t epoch = 0;   ///< counted from 1
  std::int64_t epochs = 0;  ///< that the stage has
};

/// Runs the schedule that a learner declares, one iteration at a time.
///
/// Everything that changes is in `state()`, so a training that is restored between two iterations
/// goes on to the same bits as one that was never stopped.
class Trainer {
 public:
  /// `name` prefixes the random streams ("generator"). `data` and `joint` must outlive the trainer.
  /// @throws Failure when the schedule contradicts itself or the component's parameters.
  Trainer(std::string name, std::shared_ptr<Trainee> trainee, const TrainingData& data,
          TrainSettings settings, RandomStreams& streams, JoinedTerm* joint = nullptr);
  Trainer(std::string name, Handle<Trainable> component, const TrainingData& data,
          TrainSettings settings, RandomStreams& streams, JoinedTerm* joint = nullptr);

  const std::string& name() const { return name_; }
  /// What is odd about the schedule, but can be run: parameters that nothing moves.
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// Number of parameters that some optimiser moves, a joint term's included.
  std::int64_t parameters();
  /// Of its own optimisers and a joint term's.
  std::vector<std::string> optimiser_names();
  bool finished() const;
  /// One iteration: every round of the current pass once.
  /// @return the epoch that it completed, if it did.
  /// @throws Failure(run_failed) when a loss is not finite, naming phase, term, epoch, iteration
  /// and the parameter that broke it, on a device other than the CPU at the end of the epoch; or a
  /// parameter at the end of an epoch, so that no checkpoint gets it; or when a phase moves nothing
  /// of an optimiser that it steps, naming both. Where a joint term may be what moves it there, it
  /// is enough that another phase does.
  /// @throws OutOfMemory naming phase, place and batch.
  std::optional<CompletedEpoch> step();

  TrainPosition position() const;
  const plan::Stage& stage() const { return schedule_.stages[current_stage()]; }
  std::size_t stages() const { return schedule_.stages.size(); }
  std::int64_t epochs_of_stage() const;
  std::int64_t iterations_per_epoch() const;
  /// Iterations of the epoch that runs, over all its passes.
  std::int64_t iterations_done() const;
  /// Iterations since it began, over all its stages.
  std::int64_t iterations_in_all() const;
  /// All its stages.
  std::vector<PlannedStage> plan() const;
  /// A few iterations of every stage, the median timed: what a dry run shows. One more comes first,
  /// untimed, when there are several; with 0 nothing runs. Leaves the trainer used up.
  /// @param watch  on the simulated device more iterations follow, in which phases are watched
  std::vector<RehearsedStage> rehearse(int iterations, bool watch = true);
  /// An iteration of every pass of every stage, as it begins and as it ends, for what is to be
  /// found out of its phases (`tried` of the settings). Leaves the trainer used up.
  void try_phases();
  /// Means of every phase's loss and joint term since the last call.
  std::vector<NamedMean> take_means() { return means_.take(); }
  /// Means of the length of the gradient that each loss alone sends to each optimiser, named
  /// "loss/optimiser", since the last call; empty where the settings do not ask for them.
  std::vector<NamedMean> take_gradient_norms() { return gradient_norms_.take(); }

  /// Parameters, component state, moments, learning rates, sampler, running means and position.
  /// @throws Failure(run_failed) where a loss that a device has kept is not finite.
  NamedTensors state();
  /// @throws Failure(bad_data) when `saved` is of another pipeline, or holds what no training
  /// leaves.
  void restore(const TensorMap& saved);

 private:
  bool in_last_stage() const { return current_stage() + 1 == schedule_.stages.size(); }
  std::size_t current_stage() const { return static_cast<std::size_t>(position().stage); }
  void read_schedule();
  void build();
  void build_optimisers();
  void build_averages();
  void expect_steps();
  void find_unmoved();
  void enter_stage();
  std::string noise() const { return name_ + "/noise"; }
  static std::string joint_noise() { return "joint/noise"; }
  zeroth::Progress progress() const;
  std::vector<RehearsedPhase> watch_phases();
  void run_at_begin();
  void run_at_end();
  void run_at(std::int64_t epoch, std::int64_t iteration);
  void leave_stage();
  void run_pass(const std::vector<plan::Round>& pass);
  void run_round(const plan::Round& round);
  void run_phase(ActivePhase& active);
  std::vector<at::Tensor> gradients_of(ActivePhase& active);
  std::vector<Term> terms_of(const ActivePhase& active);
  /// The loss of a phase itself, or the joint term in it.
  struct PartOfPhase {
    const ActivePhase& active;
    bool joint = false;
  };
  std::vector<PartOfPhase> parts_of_phase(const ActivePhase& active) const;
  std::vector<Term> terms_of(const PartOfPhase& asked, const BatchPart& part);
  std::vector<Term> shared_terms_of(const PartOfPhase& asked);
  void try_phase(const ActivePhase& active);
  PhaseLook look_at_part(const PartOfPhase& asked, const BatchPart& part);
  std::string place_of(const PartOfPhase& asked) const;
  BatchPart held_part() const;
  void step_optimisers(const ActivePhase& active, const std::vector<at::Tensor>& gradients);
  bool looks_at_gradients() const;
  bool ends_epoch() const;
  void check_means();
  std::int64_t batch_size() const { return stage().batch.value_or(settings_.batch); }
  /// How the rows of its batches are drawn.
  Sampling drawn(const plan::Stage& stage) const;
  std::int64_t batches_in_epoch() const;
  std::string place() const { return place_text(stage().name, position()); }
  std::optional<CompletedEpoch> advance();
  std::vector<FusedOptimiser*> all_optimisers();
  NamedTensors component_state();
  void check_restored();
  void check_position() const;
  [[noreturn]] void fail_schedule(const std::string& why) const;

  std::string name_;
  std::shared_ptr<Trainee> trainee_;
  const TrainingData& data_;
  TrainSettings settings_;
  RandomStreams& streams_;
  JoinedTerm* joint_;
  plan::Schedule schedule_;
  std::vector<FusedOptimiser> optimisers_;
  std::map<std::string, ActivePhase> phases_;
  std::vector<WeightAverage> averages_;
  std::unique_ptr<LearningRates> learning_rates_;
  std::unique_ptr<StillPhases> still_phases_;
  std::unique_ptr<BatchSource> batches_;
  at::Tensor position_;          // [4] int64, as TrainPosition
  PhaseWatch* watch_ = nullptr;  ///< while phases are watched
  Divergence divergence_;
  MeanValues means_;
  MeanValues gradient_norms_;
  std::vector<std::string> warnings_;
};

}  // namespace zeroth::host

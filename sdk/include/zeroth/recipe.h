#pragma once

#include <zeroth/course.h>
#include <zeroth/plugin.h>
#include <zeroth/predictor.h>
#include <zeroth/training_problem.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace zeroth {

/// The course of a run on one problem: which trainings in which order, what joins them, and who
/// predicts afterwards. Loops, optimisers, checkpoints and the test set are the host's.
///
/// Its children are the pipeline's own blocks, and so are its parameters: "joint.weight" stands in
/// the block "joint". `describe()` also says
///   - what it reads of the data, as a reader says what it yields: `s.input("features", {"N",
///   "D"})`
///     or `s.input("regions", {"N", "M", "R"})`; and what it can read beside them where the
///     problem's setting has it: `s.input("shots", {"F", "D"})`, `s.input("unlabelled", {"L",
///     "D"})`;
///   - the tensors that it offers to losses: `s.output("student_logits", {"N", "C"})`.
class ZEROTH_API Recipe : public Component {
 public:
  ~Recipe() override;

  /// Called once, first of all. The components of its blocks are built and on the run's device;
  /// `problem` lives as long as the recipe. Tensors that `state()` gives are made here.
  virtual void begin(TrainingProblem& problem) = 0;

  /// Says the trainings.  [once, after begin]
  virtual void declare(Course& course) = 0;

  /// Called when a training has ended, before the next begins, and again when a run goes on behind
  /// it: must depend on nothing but what that training left.
  virtual void after_training(const std::string& name);

  /// The classifier as it stands after that many epochs of the main training. Whatever is trained
  /// for evaluation alone draws from fresh streams, so that the training does not notice.
  virtual std::unique_ptr<Predictor> predictor(std::int64_t epoch) = 0;

  /// The predictor that said `tensors` of itself, in a model: after `begin` on a problem without
  /// training rows, when the components are again what they were.
  virtual std::unique_ptr<Predictor> restored(const TensorMap& tensors) = 0;
};

/// A recipe with a threshold that can be chosen on the validation problem.
class ZEROTH_API ChoosesThreshold {
 public:
  virtual ~ChoosesThreshold();
  /// Whether the pipeline wants that.
  virtual bool chooses_threshold() const = 0;
  /// Sets what was chosen there.
  virtual void set_threshold(double threshold) = 0;
};

/// What the classes of a model were before they became others.
struct ClassesBefore {
  at::Tensor columns;  ///< [C] int64: which class each one was then, or -1 where it is new
  at::Tensor unseen;   ///< [U'] int64: the unseen classes of then, sorted
};

/// A recipe whose model can be given other classes afterwards: what has learned stays as it is, and
/// what depends on the classes is made anew.  [since SDK 1.1]
class ZEROTH_API TakesClasses {
 public:
  virtual ~TakesClasses();
  /// As `Recipe::restored`, on a problem whose classes are others than those of the training. Its
  /// rows are examples of the seen ones, real or synthetic.
  virtual std::unique_ptr<Predictor> for_classes(const TensorMap& tensors,
                                                 const ClassesBefore& before) = 0;
};

/// A recipe whose predictions mix what experts say.
class ZEROTH_API MixesExperts {
 public:
  virtual ~MixesExperts();
  /// The share of each expert that predicts, by its name in the block "experts".
  virtual std::map<std::string, double> expert_shares() const = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `recipe.NAME`. One library holds one plugin.
#define ZEROTH_RECIPE(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::Recipe, "recipe." NAME, VERSION, "Recipe/1")

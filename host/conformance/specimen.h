#pragma once

#include <zeroth/network.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "host/engine/plugin_call.h"

namespace zeroth::host {

/// Of the batches that checks feed in, where they need no other number.
inline constexpr std::int64_t kRows = 24;
inline constexpr std::int64_t kFewRows = 12;  ///< where each row costs many calls

/// Outputs of an expert beside those that it declares.
inline constexpr const char* kAttention = "attention()";
inline constexpr const char* kWordVectors = "word_vectors()";
inline constexpr const char* kTwice = "forward_with() twice the rows: ";  ///< before every name

/// One kind of step that a component declares, and the parameters that it moves.
struct TrainedPhase {
  std::string name;
  NamedTensors moved;
};

/// A component of any kind, created, built and fitted, with one way to use it. What a check needs
/// to know of kinds is here, so that most checks know none.
///
/// `use`, `loss` and `run` leave parameters and state as they found them, so that what they give
/// follows from their arguments: running statistics that a loss updates are a component's right.
class Specimen {
 public:
  using AfterCall = std::function<void(const char* call)>;

  virtual ~Specimen() = default;

  /// Rows to hand over, the same ones at every call. Tensors in the setting's dtype, and indices,
  /// on the setting's device.
  virtual TensorMap inputs(std::int64_t rows) const = 0;
  /// Everything that the component makes of them outside of training, by name. All noise comes
  /// from `seed`.
  /// @throws Failure(run_failed) where it makes no tensor at all.
  TensorMap use(const TensorMap& in, std::uint64_t seed);
  /// The loss of a phase as training computes it: a gradient flows to what the phase moves.
  at::Tensor loss(const TrainedPhase& phase, const TensorMap& in, std::uint64_t seed);
  /// What `use` and, where there are rows, the losses of all phases give.
  TensorMap run(const TensorMap& in, std::uint64_t seed);
  /// Calls all that `use` does and restores nothing; `after` is told each call of the plugin.
  void use_and_watch(const TensorMap& in, std::uint64_t seed, const AfterCall& after);

  /// The size of every output of `use`, -1 for any.
  virtual std::map<std::string, std::vector<std::int64_t>> sizes(std::int64_t rows) const = 0;
  /// Outputs whose row i may depend on row i of the inputs only.
  virtual std::vector<std::string> row_wise() const { return {}; }
  /// Outputs that nothing but a row of inputs and the parameters decide: a gradient leads to both.
  virtual std::vector<std::string> smooth() const { return row_wise(); }
  /// Inputs that such a gradient leads to.
  virtual std::vector<std::string> differentiable() const = 0;

  /// What is saved: parameters, then state under "state/".
  virtual NamedTensors saved() const;
  /// What of that is where it computes: a trainer keeps its counts on the CPU.
  virtual NamedTensors placed() const { return saved(); }
  /// Goes on from what another one saved.
  virtual void restore(const TensorMap& saved);
  /// The functions that give what is saved.
  virtual const char* saving() const { return "parameters() and state()"; }
  /// Whether those name copies, which nothing is restored into.
  virtual bool saves_copies() const { return false; }
  /// What it learns from and must not write to, where that is nothing that `inputs` gives.
  virtual TensorMap learned_from() const { return {}; }

  /// The parameters alone; none of what is no network.
  NamedTensors parameters() const;
  NamedTensors state() const;

  /// Whether it says itself how it is trained.
  virtual bool has_schedule() const { return false; }
  /// The steps that it declares.
  virtual std::vector<TrainedPhase> phases() const { return {}; }
  /// A few iterations of the schedule that the component declares, or what else it learns by.
  virtual void train() {}
  /// What is odd about its training, but can be run.
  virtual std::vector<std::string> training_warnings() { return {}; }

 protected:
  virtual const Handle<Component>& component() const = 0;
  virtual TensorMap outputs(const TensorMap& in, std::uint64_t seed) = 0;
  virtual at::Tensor phase_loss(const std::string& phase, const TensorMap& in, std::uint64_t seed);

  /// A call of the plugin: `function(component)`, and then whoever watches is told.
  template <class Interface, class Function>
  auto call(const Handle<Interface>& handle, const char* name, Function&& function) const {
    return watched(name, [&] { return handle.call(name, std::forward<Function>(function)); });
  }
  /// The same of a call that says itself whose it is.
  template <class Function>
  auto watched(const char* name, Function&& function) const {
    auto said = function();
    if (after_call_) after_call_(name);
    return said;
  }
  template <class Ability>
  Ability* ability() const {
    return dynamic_cast<Ability*>(component().component().get());
  }
  /// Takes what it holds where a run has it: of that dtype, on that device, and no parameter
  /// requires a gradient until the host says so.
  void settle(at::ScalarType dtype, const at::Device& device) const;
  /// Any step whatever: every parameter goes anywhere near, after `use` with all of them learning.
  /// For what a recipe trains, on whatever loss.
  void learn_anyhow(const TensorMap& in, std::uint64_t seed);

 private:
  AfterCall after_call_;
};

/// Has it learn, for a check that looks at something else.
/// @throws std::invalid_argument where the schedule that it declares does not run.
void train_beforehand(Specimen& specimen);

/// Everything that a run does with a component: what it makes of rows before and after it learns,
/// and what is saved in the end.
/// @throws std::invalid_argument as train_beforehand().
TensorMap life_of(Specimen& specimen, std::uint64_t seed);

}  // namespace zeroth::host

#pragma once

#include <zeroth/learner.h>
#include <zeroth/plan.h>

#include <string>
#include <vector>

#include "host/engine/plugin_call.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// What a Trainer trains: one component of a plugin, or several that learn as one.
class Trainee {
 public:
  virtual ~Trainee() = default;
  /// Whom messages name.
  virtual const PluginPlace& place() const = 0;
  virtual plan::Schedule schedule() = 0;
  virtual NamedTensors parameters() = 0;
  /// All else that must be saved to continue.
  virtual NamedTensors state() = 0;
  /// Phases that it says to be dynamic; see DynamicPhases.
  virtual std::vector<std::string> dynamic_phases() { return {}; }
  /// A look at the training rows before it learns.
  virtual void prepare(const TrainingData& data) { static_cast<void>(data); }
  /// The terms whose sum is the loss of a phase.
  virtual std::vector<Term> terms(const std::string& phase, const SeenBatch& batch,
                                  at::Generator rng) = 0;
};

/// A plugin's component, which declares its own schedule.
class ComponentTrainee final : public Trainee {
 public:
  explicit ComponentTrainee(Handle<Trainable> component) : component_(std::move(component)) {}
  const PluginPlace& place() const override { return component_.place(); }
  plan::Schedule schedule() override;
  NamedTensors parameters() override;
  NamedTensors state() override;
  std::vector<std::string> dynamic_phases() override;
  void prepare(const TrainingData& data) override;
  std::vector<Term> terms(const std::string& phase, const SeenBatch& batch,
                          at::Generator rng) override;

 private:
  Handle<Trainable> component_;
};

}  // namespace zeroth::host

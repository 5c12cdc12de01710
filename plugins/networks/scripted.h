#pragma once

#include <zeroth/schema.h>
#include <zeroth/training.h>

#include <string>

#include "plugins/networks/script_module.h"

namespace zeroth::networks {

/// What all plugins of a scripted module have in common: the file, and how its parameters start.
class Scripted {
 protected:
  template <class T>
  static void describe_file(Schema<T>& s) {
    s.param("file", &Scripted::file_, "of the scripted module, saved by torch.jit.script(m).save()")
        .path()
        .required("mine.pt");
    s.param("start", &Scripted::start_,
            "parameters as the file has them, whatever the seed; or those of two dimensions and "
            "more drawn anew, uniform in +-1/sqrt(inputs), and the others of the file")
        .one_of({"file", "drawn"});
  }

  /// Reads the file.
  void load() { module_ = ScriptModule(file_); }

  /// Makes what was read the start of a component.
  void begin(at::ScalarType type, std::int64_t noise_size, at::Generator rng) {
    module_.noise_size(noise_size);
    module_.convert(type);
    if (start_ == "drawn") module_.redraw(rng);
  }

  const ScriptModule& module() const { return module_; }

 private:
  std::string file_;
  std::string start_ = "file";
  ScriptModule module_;
};

/// A scripted module that says how it is trained: `schedule()` and a method loss_PHASE for each
/// phase of it; without `schedule()` one phase, named as `only`, moves all parameters.
class ScriptedTraining : public Scripted {
 protected:
  template <class T>
  static void describe_training(Schema<T>& s) {
    describe_file(s);
    s.param("learning_rate", &ScriptedTraining::learning_rate_,
            "of Adam, of every phase that `train.optimisers` says nothing of")
        .above(0);
    s.param("beta1", &ScriptedTraining::beta1_, "Adam, first moment").at_least(0).below(1);
    s.param("beta2", &ScriptedTraining::beta2_, "Adam, second moment").at_least(0).below(1);
  }

  void load(const std::string& only);
  Schedule schedule_of(const std::string& stage, const Stage& settings) const;
  at::Tensor loss_of(const std::string& phase, const SeenBatch& batch, at::Generator rng) const;

 private:
  double learning_rate_ = 1e-4;
  double beta1_ = 0.5;
  double beta2_ = 0.999;
  std::vector<ScriptPhase> phases_;
};

}  // namespace zeroth::networks

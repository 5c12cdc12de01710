#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zeroth::networks {

/// What a method answers: a tensor, or a tuple of an embedding and logits.
enum class Answer { tensor, classified };

/// A method that a plugin calls. It takes what it likes of `offered`, by the names of its
/// arguments.
struct ScriptMethod {
  std::string name;
  std::vector<std::string> offered;
  Answer answer = Answer::tensor;
};

/// A phase as the module's `schedule()` says it: (name, prefixes of the parameters it moves,
/// steps).
struct ScriptPhase {
  std::string name;
  std::vector<std::string> prefixes;
  std::int64_t steps = 1;  ///< each with a fresh batch; 0: one step, on the batch before
};

/// How a method is called: batch norm and whatever else reads `self.training` tells them apart.
enum class Mode { use, training };

/// A module that was written in Python, scripted and saved (torch.jit.script(m).save(FILE)).
///
/// It is interpreted operation by operation, never fused or specialised: a run that goes on
/// computes the bits of one that never stopped. This is the only room that knows TorchScript.
class ScriptModule {
 public:
  ScriptModule();
  /// @throws Error where the file is absent or no scripted module with parameters of its own.
  explicit ScriptModule(const std::string& file);
  ScriptModule(ScriptModule&&) noexcept;
  ScriptModule& operator=(ScriptModule&&) noexcept;
  ~ScriptModule();

  bool has(const std::string& method) const;
  bool takes(const std::string& method, const std::string& argument) const;
  /// @throws Error where the module lacks the method, where it takes or answers something else,
  /// draws random numbers of its own or remembers something outside of its buffers.
  void require(const ScriptMethod& method) const;

  /// What `schedule()` answers; nothing where the module has none.
  /// @throws Error where it answers something else than phases.
  std::vector<ScriptPhase> schedule() const;

  /// Columns of `noise`: the module's attribute `noise_size`, or `otherwise`.
  void noise_size(std::int64_t otherwise);

  /// The parameters, and the buffers: the module's own tensors, the same ones at every call.
  NamedTensors parameters() const;
  NamedTensors buffers() const;

  /// Floating-point tensors to that type, in place.
  void convert(at::ScalarType type);
  /// Draws every parameter of two dimensions and more anew, uniform in +-1/sqrt(fan in).
  void redraw(at::Generator rng);

  /// The tensors that a method answers. It is given what it takes of `in`, and `noise` of one row
  /// for each row of the first tensor of `in`.
  /// @throws Error with the exception of the module and the shapes that it was given.
  std::vector<at::Tensor> call(const std::string& method, const TensorMap& in, Mode mode,
                               std::optional<at::Generator> rng = {}) const;

  /// Calls the method on zeros and leaves no trace.
  /// @throws Error where it fails, or where its last tensor has another shape than `shape`.
  void expect(const std::string& method, const TensorMap& in, at::IntArrayRef shape) const;

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

}  // namespace zeroth::networks

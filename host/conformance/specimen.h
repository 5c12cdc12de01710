#pragma once

#include <zeroth/network.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/conformance/component.h"
#include "host/conformance/world.h"
#include "host/train/trainer.h"

namespace zeroth::host {

/// Outputs of an expert beside those that it declares.
inline constexpr const char* kAttention = "attention()";
inline constexpr const char* kWordVectors = "word_vectors()";
inline constexpr const char* kTwice = "forward_with() twice the rows: ";  ///< before every name

/// How a component is made ready.
struct Setting {
  at::ScalarType dtype = at::kFloat;
  std::uint64_t build_seed = 1;
  UnseenPart unseen;
  at::Device device = at::kCPU;
  bool zero_word = false;  ///< experts: an attribute without a word vector, and as built
  Json params;             ///< null: small_parameters()
};

/// A component of any kind, created, built and fitted, with one way to use it. What a check needs
/// to know of kinds is here, so that most checks know none.
class Specimen {
 public:
  virtual ~Specimen() = default;

  /// Rows to hand over, the same ones at every call. Tensors in the setting's dtype, and indices,
  /// on the setting's device.
  virtual TensorMap inputs(std::int64_t rows) const = 0;
  /// Everything that the component makes of them, by name. All noise comes from `seed`.
  /// @throws Failure(run_failed) where it makes no tensor at all.
  TensorMap run(const TensorMap& in, std::uint64_t seed);
  /// The size of every output, -1 for any.
  virtual std::map<std::string, std::vector<std::int64_t>> sizes(std::int64_t rows) const = 0;
  /// Outputs whose row i may depend on row i of the inputs only.
  virtual std::vector<std::string> row_wise() const { return {}; }
  /// Outputs that nothing but a row of inputs and the parameters decide: a gradient leads to both.
  virtual std::vector<std::string> smooth() const { return row_wise(); }
  /// Inputs that such a gradient leads to.
  virtual std::vector<std::string> differentiable() const = 0;

  /// What is saved: parameters, then state under "state/".
  virtual NamedTensors saved() { return {}; }
  /// The parameters alone.
  virtual NamedTensors parameters() { return {}; }
  /// A few iterations of the schedule that the component declares.
  virtual void train() {}

 private:
  virtual TensorMap outputs(const TensorMap& in, std::uint64_t seed) = 0;
};

/// Everything that a run does with a component: what it makes of rows before and after it learns,
/// and what is saved in the end.
TensorMap life_of(Specimen& specimen, std::uint64_t seed);

/// @throws Failure when the plugin refuses, std::invalid_argument when the kit cannot make one.
std::unique_ptr<Specimen> make_specimen(const Subject& subject, const Setting& setting = {});

}  // namespace zeroth::host

#pragma once

#include <zeroth/component.h>
#include <zeroth/tensors.h>

#include <cstdint>

namespace at {
struct Generator;
}

namespace zeroth {

/// Sizes that the data decides.
struct Sizes {
  std::int64_t features = 0;    ///< D, length of a feature row
  std::int64_t attributes = 0;  ///< d, length of a class descriptor
  std::int64_t classes = 0;     ///< C, all classes
  std::int64_t seen = 0;        ///< S, seen classes
};

/// A component with parameters.
class ZEROTH_API Network : public Component {
 public:
  ~Network() override;

  /// The parameters: leaf tensors under stable names such as "critic.hidden.weight".  [after build]
  virtual NamedTensors parameters() = 0;
};

/// A network over feature rows.
class ZEROTH_API RowNetwork : public Network {
 public:
  ~RowNetwork() override;

  /// Makes the parameters, float32 on the CPU, from a generator of the CPU; the host moves and
  /// converts them in place. From then on inputs and generators are of the run's device, and so has
  /// to be every tensor that is computed with: take `options()` of an input. Called once, before
  /// anything else.
  virtual void build(const Sizes& sizes, at::Generator rng) = 0;
};

}  // namespace zeroth

#pragma once

#include <zeroth/api.h>
#include <zeroth/tensors.h>
#include <zeroth/value.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace at {
struct Generator;
}

namespace zeroth {

/// Whatever a plugin makes. The host calls it from one thread at a time.
class ZEROTH_API Component {
 public:
  virtual ~Component();
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;

  /// All that the host must save to continue later, parameters apart: running statistics, adaptive
  /// weights (as scalar tensors). Moved, saved and restored in place. What `fit` or `prepare`
  /// computes does not belong here: a run that goes on calls them again.  [after build]
  virtual NamedTensors state();

 protected:
  Component();
};

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

/// What `create` of a plugin receives. Not to be kept.
struct Block {
  Values params;
  /// Makes the component of an inner block, a new one at every call; where the block refers to
  /// another one, the component of that. Nothing where the pipeline has no such block.
  std::function<std::shared_ptr<Component>(const std::string& name)> child;
};

}  // namespace zeroth

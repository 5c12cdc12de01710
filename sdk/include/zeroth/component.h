#pragma once

#include <zeroth/api.h>
#include <zeroth/value.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace zeroth {

struct NamedTensor;  // of zeroth/tensors.h, which takes LibTorch
using NamedTensors = std::vector<NamedTensor>;

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

/// What `create` of a plugin receives. Not to be kept.
struct Block {
  Values params;
  /// Makes the component of an inner block, a new one at every call; where the block refers to
  /// another one, the component of that. Nothing where the pipeline has no such block.
  std::function<std::shared_ptr<Component>(const std::string& name)> child;
};

}  // namespace zeroth

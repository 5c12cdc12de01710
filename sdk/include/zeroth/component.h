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

/// Where a component stands, as messages say it.
struct PluginPlace {
  std::string id;     ///< of its plugin: "generator.f-clswgan"
  std::string where;  ///< its block of the pipeline: "cub.json:14:3  /generator"
};

class Component;
template <class Interface>
class Handle;  // of zeroth/call.h

namespace detail {
struct ComponentRecord;  // what the host knows of a component: zeroth/host_side.h
ZEROTH_API ComponentRecord& record_of(Component& component);
ZEROTH_API const ComponentRecord& record_of(const Component& component);
}  // namespace detail

/// The place that the host gave a component; empty texts where it gave none.
ZEROTH_API const PluginPlace& place_of(const Component& component);

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

 private:
  friend detail::ComponentRecord& detail::record_of(Component& component);
  friend const detail::ComponentRecord& detail::record_of(const Component& component);
  detail::ComponentRecord* const record_;
};

/// One of the components of a block that holds any number of them by name.
struct NamedComponent {
  std::string name;
  std::shared_ptr<Component> component;
  Values values;        ///< what stands beside its "use", as the block's description says
  StringsByName reads;  ///< of a loss: its input -> the tensor that it is bound to
};

/// What `create` of a plugin receives. Not to be kept.
struct Block {
  Values params;
  /// Makes the component of an inner block, a new one at every call; where the block refers to
  /// another one, the component of that. Nothing where the pipeline has no such block. Empty where
  /// the component is made alone, for its pieces.
  std::function<std::shared_ptr<Component>(const std::string& name)> child;
  /// Makes those of a block that holds any number of them, in the order of their names.
  std::function<std::vector<NamedComponent>(const std::string& name)> children = {};
};

}  // namespace zeroth

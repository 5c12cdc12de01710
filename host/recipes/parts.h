#pragma once

#include <string>

#include "host/engine/parameter_check.h"
#include "host/engine/placement.h"
#include "host/recipes/recipe.h"

namespace zeroth::host {

/// Makes the components of a recipe's blocks, in the order of the calls: a later block may refer to
/// an earlier one.
class Parts {
 public:
  explicit Parts(const RecipeInputs& inputs) : inputs_(inputs) {}

  /// The component of the block `name`.
  template <class Interface>
  Handle<Interface> make(const std::string& name) {
    const std::string pointer = "/" + name;
    auto handle = inputs_.composer.make<Interface>(inputs_.pipeline, pointer, made_);
    made_[pointer] = handle.component();
    return handle;
  }

  /// The same for a network, which is built too, and then lives on the device of the data.
  template <class Interface>
  Handle<Interface> network(const std::string& name) {
    const auto handle = make<Interface>(name);
    handle.call("build()", [&](auto& n) {
      n.build(inputs_.data.sizes(), inputs_.streams.cpu_stream(name + "/build"));
    });
    place_on(inputs_.data.device(), handle);
    check_parameters(handle);
    return handle;
  }

 private:
  const RecipeInputs& inputs_;
  MadeComponents made_;
};

}  // namespace zeroth::host

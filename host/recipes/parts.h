#pragma once

#include <string>
#include <type_traits>

#include "host/engine/calls.h"
#include "host/engine/parameter_check.h"
#include "host/engine/placement.h"
#include "host/recipes/recipe_inputs.h"

namespace zeroth::host {

/// Makes the components of a recipe's blocks, in the order of the calls: a later block may refer to
/// an earlier one.
class Parts {
 public:
  explicit Parts(const RecipeInputs& inputs) : inputs_(inputs) {}

  /// The component of the block `name`, checked and on the device of the data unless it has to be
  /// built first.
  template <class Interface>
  Handle<Interface> make(const std::string& name) {
    auto handle = inputs_.composer.make<Interface>(inputs_.pipeline, "/" + name, inputs_.made);
    if constexpr (!std::is_base_of_v<Network, Interface>) settle(handle);
    return handle;
  }

  /// The same for a network, which is built too, and then lives on the device of the data.
  template <class Interface>
  Handle<Interface> network(const std::string& name) {
    const auto handle = make<Interface>(name);
    build(handle, inputs_.data.sizes(), inputs_.streams.cpu_stream(name + "/build"));
    settle(handle);
    return handle;
  }

  /// Puts what a component holds on the device of the data and checks that it can be trained and
  /// saved.
  void settle(const Handle<Component>& handle) {
    place_on(inputs_.data.device(), handle);
    check_parameters(handle);
  }

 private:
  const RecipeInputs& inputs_;
};

}  // namespace zeroth::host

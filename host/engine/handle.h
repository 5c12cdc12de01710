#pragma once

#include <memory>
#include <string>
#include <utility>

#include "host/engine/plugin_call.h"

namespace zeroth::host {

/// A component made from a pipeline block. Every call goes through `call`, so that whatever leaves
/// the plugin names it, and a crash is blamed on the right one.
template <class Interface>
class Handle {
 public:
  Handle() = default;
  Handle(PluginPlace place, std::shared_ptr<Interface> component)
      : place_(std::move(place)), component_(std::move(component)) {}

  /// The same component through a wider interface.
  template <class Derived>
  Handle(const Handle<Derived>& other) : place_(other.place()), component_(other.component()) {}

  /// `function(component)`; `name` is the call as the author of the plugin knows it: "sample()".
  template <class Function>
  decltype(auto) call(const char* name, Function&& function) const {
    return call_plugin(place_, name, [&]() -> decltype(auto) { return function(*component_); });
  }

  const PluginPlace& place() const { return place_; }
  const std::shared_ptr<Interface>& component() const { return component_; }
  explicit operator bool() const { return component_ != nullptr; }

 private:
  PluginPlace place_;
  std::shared_ptr<Interface> component_;
};

}  // namespace zeroth::host

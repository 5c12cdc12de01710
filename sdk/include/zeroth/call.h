#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/component.h>
#include <zeroth/error.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace zeroth {

/// A call that runs, for whoever explains a crash. A component may call another one: when the inner
/// call ends, the outer one is again who is to blame.
class ZEROTH_API RunningCall {
 public:
  RunningCall(const char* plugin, const char* call) noexcept;
  ~RunningCall();
  RunningCall(const RunningCall&) = delete;
  RunningCall& operator=(const RunningCall&) = delete;

 private:
  const char* plugin_;
  const char* call_;
  const RunningCall* outer_;
};

/// Rethrows the exception in flight with the place in it, as text that is copied: an exception
/// class of a plugin must not travel further than this.
[[noreturn]] ZEROTH_API void rethrow_from_plugin(const PluginPlace& place, const char* call);

/// Throws what is wrong with a component while a run runs.
[[noreturn]] ZEROTH_API void fail_run(Problem problem);

/// Runs `function`, naming the plugin in whatever comes out of it, also in a crash report.
template <class Function>
decltype(auto) call_plugin(const PluginPlace& place, const char* call, Function&& function) {
  const RunningCall running(place.id.c_str(), call);
  try {
    return function();
  } catch (...) {
    rethrow_from_plugin(place, call);
  }
}

/// @param what  what the tensor is called where a call gives several: "scores".
/// @throws Error unless `tensor` is defined and of that shape (-1: any size).
ZEROTH_API void expect_shape(const at::Tensor& tensor, const std::vector<std::int64_t>& shape,
                             const PluginPlace& place, const char* call,
                             const std::string& what = "");

/// A component of the pipeline. Every call goes through `call`, so that whatever leaves the plugin
/// names it and a crash is blamed on the right one; calls.h has a function for each.
template <class Interface>
class Handle {
 public:
  Handle() = default;
  explicit Handle(std::shared_ptr<Interface> component) : component_(std::move(component)) {
    if (component_) place_ = place_of(*component_);
  }
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

  /// What the component can do beyond its kind, or nothing: `ability<ClassifierInput>()`.
  template <class Ability>
  Ability* ability() const {
    return dynamic_cast<Ability*>(component_.get());
  }

  const PluginPlace& place() const { return place_; }
  const std::shared_ptr<Interface>& component() const { return component_; }
  explicit operator bool() const { return component_ != nullptr; }

 private:
  PluginPlace place_;
  std::shared_ptr<Interface> component_;
};

/// One of the components that a recipe holds by name; see Schema::named.
template <class Interface>
struct NamedPart {
  explicit NamedPart(const NamedComponent& one)
      : name(one.name),
        component(std::dynamic_pointer_cast<Interface>(one.component)),
        values(one.values),
        reads(one.reads) {
    if (!component) throw Error("the component \"" + name + "\" is of another kind");
  }

  double number(const std::string& value) const { return std::get<double>(values.at(value)); }
  const std::string& text(const std::string& value) const {
    return std::get<std::string>(values.at(value));
  }

  std::string name;
  Handle<Interface> component;
  Values values;        ///< what stands beside its "use"
  StringsByName reads;  ///< of a loss: its input -> the tensor that it is bound to
};

}  // namespace zeroth

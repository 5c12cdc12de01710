#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "host/base/call_trace.h"

namespace zeroth::host {

/// Which plugin a block of the pipeline uses.
struct PluginPlace {
  std::string id;     ///< "generator.f-clswgan"
  std::string where;  ///< "cub.json:14:3  /generator"
};

/// Rethrows the exception in flight as a Failure(run_failed) with text copied from it: an exception
/// class of a plugin must not travel further than this.
[[noreturn]] void rethrow_from_plugin(const PluginPlace& place, const char* call);

/// Runs `function`, naming the plugin in whatever comes out of it, also in a crash report.
template <class Function>
decltype(auto) call_plugin(const PluginPlace& place, const char* call, Function&& function) {
  struct Trace {
    Trace(const char* plugin, const char* name) { CallTrace::enter(plugin, name); }
    ~Trace() { CallTrace::leave(); }
  } trace(place.id.c_str(), call);
  try {
    return function();
  } catch (...) {
    rethrow_from_plugin(place, call);
  }
}

/// @param what  what the tensor is called where a call gives several: "scores".
/// @throws Failure(run_failed) unless `tensor` is defined and of that shape (-1: any size).
void expect_shape(const at::Tensor& tensor, const std::vector<std::int64_t>& shape,
                  const PluginPlace& place, const char* call, const std::string& what = "");

}  // namespace zeroth::host

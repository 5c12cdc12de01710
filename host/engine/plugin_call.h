#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::host {

/// Which plugin a block of the pipeline uses.
struct PluginPlace {
  std::string id;     ///< "generator.f-clswgan"
  std::string where;  ///< "cub.json:14:3  /generator"
};

/// A call that runs, for whoever explains a crash. A component may call another one: when the inner
/// call ends, the outer one is again who is to blame.
class RunningCall {
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

/// Rethrows the exception in flight as a Failure(run_failed) with text copied from it: an exception
/// class of a plugin must not travel further than this.
[[noreturn]] void rethrow_from_plugin(const PluginPlace& place, const char* call);

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
/// @throws Failure(run_failed) unless `tensor` is defined and of that shape (-1: any size).
void expect_shape(const at::Tensor& tensor, const std::vector<std::int64_t>& shape,
                  const PluginPlace& place, const char* call, const std::string& what = "");

}  // namespace zeroth::host

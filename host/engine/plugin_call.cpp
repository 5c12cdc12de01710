#include "host/engine/plugin_call.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/error.h>

#include <exception>
#include <utility>

#include "host/base/call_trace.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

// Of the thread that calls plugins; a component is called from one at a time.
thread_local const RunningCall* innermost = nullptr;

std::string text_of_current() {
  try {
    throw;
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "it threw something that is not a std::exception";
  }
}

/// What a plugin says of its input or parameters, in its own words; it may not know where it
/// stands.
Error located(const Error& error, const PluginPlace& place) {
  Problem problem = error.problem();
  if (problem.where.empty()) problem.where = place.where;
  return Error(error.fault(), std::move(problem));
}

[[noreturn]] void fail(const PluginPlace& place, const char* call, const std::string& why) {
  throw Failure(Exit::run_failed, {fmt::format("{} failed in {}", place.id, call),
                                   place.where,
                                   {why},
                                   fmt::format("see `zeroth inspect {}`", place.id)});
}

std::string shape_text(c10::IntArrayRef shape) {
  std::string text;
  for (const auto size : shape) {
    text += (text.empty() ? "" : ", ") + (size < 0 ? std::string("any") : std::to_string(size));
  }
  return "[" + text + "]";
}

bool matches(c10::IntArrayRef got, const std::vector<std::int64_t>& want) {
  if (got.size() != want.size()) return false;
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (want[i] >= 0 && got[i] != want[i]) return false;
  }
  return true;
}

}  // namespace

RunningCall::RunningCall(const char* plugin, const char* call) noexcept
    : plugin_(plugin), call_(call), outer_(innermost) {
  innermost = this;
  CallTrace::enter(plugin, call);
}

RunningCall::~RunningCall() {
  innermost = outer_;
  if (outer_) {
    CallTrace::enter(outer_->plugin_, outer_->call_);
  } else {
    CallTrace::leave();
  }
}

void rethrow_from_plugin(const PluginPlace& place, const char* call) {
  try {
    throw;
  } catch (const Failure&) {
    throw;  // from the host, on its way through a nested call
  } catch (const Error& error) {
    if (error.fault() != Fault::plugin || !error.problem().where.empty())
      throw Failure(located(error, place));
    fail(place, call, error.what());
  } catch (const std::exception& error) {
    if (is_out_of_memory(error)) {
      throw Failure(Exit::run_failed,
                    out_of_memory(error, fmt::format("{} of {}", call, place.id), place.where));
    }
    fail(place, call, text_of_current());
  } catch (...) {
    fail(place, call, text_of_current());
  }
}

void expect_shape(const at::Tensor& tensor, const std::vector<std::int64_t>& shape,
                  const PluginPlace& place, const char* call, const std::string& what) {
  const std::string of = what.empty() ? "" : fmt::format("\"{}\": ", what);
  if (!tensor.defined()) fail(place, call, of + "expected a tensor, got none");
  if (matches(tensor.sizes(), shape)) return;
  fail(place, call,
       fmt::format("{}expected {}, got {}", of, shape_text(shape), shape_text(tensor.sizes())));
}

}  // namespace zeroth::host

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <zeroth/call.h>
#include <zeroth/host_side.h>

#include <exception>
#include <utility>

namespace zeroth {
namespace {

// Of the thread that calls plugins; a component is called from one at a time.
thread_local const RunningCall* innermost = nullptr;

void enter(const char* plugin, const char* call) noexcept {
  if (const auto told = host_side::services().enter) told(plugin, call);
}

void leave() noexcept {
  if (const auto told = host_side::services().leave) told();
}

[[noreturn]] void fail(const PluginPlace& place, const char* call, const std::string& why) {
  fail_run({fmt::format("{} failed in {}", place.id, call),
            place.where,
            {why},
            fmt::format("see `zeroth inspect {}`", place.id)});
}

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

std::string shape_text(at::IntArrayRef shape) {
  std::string text;
  for (const auto size : shape) {
    text += (text.empty() ? "" : ", ") + (size < 0 ? std::string("any") : std::to_string(size));
  }
  return "[" + text + "]";
}

bool matches(at::IntArrayRef got, const std::vector<std::int64_t>& want) {
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
  enter(plugin, call);
}

RunningCall::~RunningCall() {
  innermost = outer_;
  if (outer_) {
    enter(outer_->plugin_, outer_->call_);
  } else {
    leave();
  }
}

void rethrow_from_plugin(const PluginPlace& place, const char* call) {
  if (const auto rethrow = host_side::services().rethrow) rethrow(place, call);
  fail(place, call, text_of_current());
}

void fail_run(Problem problem) {
  if (const auto fail = host_side::services().fail) fail(problem);
  throw Error(Fault::plugin, std::move(problem));
}

void expect_shape(const at::Tensor& tensor, const std::vector<std::int64_t>& shape,
                  const PluginPlace& place, const char* call, const std::string& what) {
  const std::string of = what.empty() ? "" : fmt::format("\"{}\": ", what);
  if (!tensor.defined()) fail(place, call, of + "expected a tensor, got none");
  if (matches(tensor.sizes(), shape)) return;
  fail(place, call,
       fmt::format("{}expected {}, got {}", of, shape_text(shape), shape_text(tensor.sizes())));
}

}  // namespace zeroth

#include "host/engine/plugin_call.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/host_side.h>

#include <exception>
#include <utility>

#include "host/base/call_trace.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

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

/// An exception class of a plugin must not travel further than this.
[[noreturn]] void rethrow(const PluginPlace& place, const char* call) {
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

[[noreturn]] void throw_failure(Problem problem) {
  throw Failure(Exit::run_failed, std::move(problem));
}

}  // namespace

bool serve_sdk() {
  host_side::Services& services = host_side::services();
  services.enter = &CallTrace::enter;
  services.leave = &CallTrace::leave;
  services.rethrow = &rethrow;
  services.fail = &throw_failure;
  return true;
}

}  // namespace zeroth::host

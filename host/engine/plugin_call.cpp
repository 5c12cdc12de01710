#include "host/engine/plugin_call.h"

#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/host_side.h>

#include <exception>
#include <utility>

#include "host/base/call_trace.h"
#include "host/base/out_of_memory.h"
#include "host/base/problem.h"
#include "host/device/gpu_problem.h"
#include "host/engine/work_teller.h"

namespace zeroth::host {
namespace {

/// What a plugin says of its input or parameters, in its own words; it may not know where it
/// stands.
Error located(const Error& error, const PluginPlace& place) {
  Problem problem = error.problem();
  if (problem.where.empty()) problem.where = place.where;
  return Error(error.fault(), std::move(problem));
}

[[noreturn]] void throw_failure(Problem problem) {
  throw Failure(Exit::run_failed, std::move(problem));
}

/// What the host knows better than the SDK; returns where it does not.
void rethrow(const PluginPlace& place, const char* call) {
  try {
    throw;
  } catch (const Failure&) {
    throw;  // from the host, on its way through a nested call
  } catch (const Error& error) {
    if (error.fault() == Fault::plugin && error.problem().where.empty()) return;
    throw Failure(located(error, place));
  } catch (const std::exception& error) {
    const std::string who = fmt::format("{} of {}", call, place.id);
    if (is_out_of_memory(error)) throw OutOfMemory(out_of_memory(error, who, place.where));
    if (auto problem = gpu_problem(error.what(), who, place.where)) throw_failure(*problem);
  } catch (...) {
    return;
  }
}

}  // namespace

bool serve_sdk() {
  host_side::Services& services = host_side::services();
  services.enter = &CallTrace::enter;
  services.leave = &CallTrace::leave;
  services.rethrow = &rethrow;
  services.fail = &throw_failure;
  services.progress = &hear_progress;
  return true;
}

}  // namespace zeroth::host

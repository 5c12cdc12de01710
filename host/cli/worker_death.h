#pragma once

#include <string>

namespace zeroth::host {

/// Says why a worker that a signal ended is gone. `trace` is the content of the call trace.
/// @throws Failure always: interrupted or terminated when it was asked to stop before it listened,
/// run_failed when it was killed, else internal, naming the plugin and call that crashed.
[[noreturn]] void report_worker_death(int signal, const std::string& trace);

}  // namespace zeroth::host

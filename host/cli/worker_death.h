#pragma once

#include <string>

namespace zeroth::host {

/// Says why a worker that a signal ended is gone. `trace` is the content of the call trace. Where
/// that is nobody's business, because its reader has gone or the user wanted a core dump, this
/// process ends of the same signal.
/// @throws Failure otherwise: the exit code of a signal that asks to stop and that found nothing to
/// save or came twice, run_failed when it was killed, else internal, naming the plugin and call
/// that crashed.
[[noreturn]] void report_worker_death(int signal, const std::string& trace);

}  // namespace zeroth::host

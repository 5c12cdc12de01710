#include "host/base/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include "host/base/messages.h"
#include "host/base/signals.h"
#include "host/base/stop_count.h"

namespace zeroth::host {
namespace {

// As long as clusters wait before they kill.
constexpr std::chrono::seconds kToSave{30};

std::atomic<bool> is_guarded{false};
std::atomic<int> received{0};

[[noreturn]] void end_at_once(int signal) {
  say_at_once("");  // the front end says why; it starts on a line of its own
  die_of(signal);
}

void end_soon(int signal) {
  std::thread([signal] {
    std::this_thread::sleep_for(kToSave);
    end_at_once(signal);
  }).detach();
}

}  // namespace

void obey_interrupts(pid_t front_end) {
  wait_for_signals([front_end, count = StopCount(front_end)](const StopRequest& request) mutable {
    if (request.typed) note_typed_signal();
    const int requests = count.add(request, StopCount::Clock::now());
    if (!is_guarded || requests > 1) end_at_once(request.signal);
    received = request.signal;
    if (getppid() != front_end) end_soon(request.signal);
  });
}

InterruptGuard::InterruptGuard() {
  received = 0;
  is_guarded = true;
}

InterruptGuard::~InterruptGuard() { is_guarded = false; }

int InterruptGuard::pending() { return received; }

Failure stopped(int signal, const std::string& where, std::vector<std::string> why,
                const std::string& fix) {
  return Failure(stopped_exit(signal), {stopped_word(signal), where, std::move(why), fix});
}

bool is_stopped(const Failure& failure) {
  const int signal = InterruptGuard::pending();
  return signal != 0 && failure.code() == stopped_exit(signal);
}

}  // namespace zeroth::host

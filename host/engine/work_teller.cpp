#include "host/engine/work_teller.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>

#include "host/base/interrupt.h"

namespace zeroth::host {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kWorthALine{1};

/// The work that is told. Components are called by one thread.
struct Told {
  Progress& progress;
  std::string work = {};
  Clock::time_point begun = {};
  bool is_shown = false;

  void end() {
    if (is_shown) progress.end("");
    is_shown = false;
  }

  void tell(const std::string& now, std::int64_t done, std::int64_t total) {
    if (now != work) {
      end();
      work = now;
      begun = Clock::now();
    }
    if (!is_shown && Clock::now() - begun >= kWorthALine) {
      progress.begin({work, "", total, done});
      is_shown = true;
    }
    if (is_shown) progress.update(done);
  }
};

std::optional<Told> told;

}  // namespace

void hear_progress(const std::string& work, std::int64_t done, std::int64_t total) {
  if (!told) return;  // a loop that saves looks for signals itself
  if (const int signal = InterruptGuard::pending()) {
    throw stopped(signal, "", {fmt::format("{}: {} of {} done", work, done, total)}, "");
  }
  told->tell(work, done, total);
}

WorkTeller::WorkTeller(Progress& progress) { told.emplace(Told{progress}); }

WorkTeller::~WorkTeller() {
  told->end();
  told.reset();
}

}  // namespace zeroth::host

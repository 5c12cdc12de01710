#include "host/engine/work_teller.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>

#include "host/base/interrupt.h"
#include "host/engine/rows_in_files.h"

namespace zeroth::host {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kWorthALine{1};

/// The work that is told. Components are called by one thread.
struct Told {
  Progress& progress;
  WorkTeller::Manner manner;
  std::string work = {};
  Clock::time_point begun = {};
  bool is_shown = false;

  void end() {
    if (is_shown) progress.end("");
    is_shown = false;
  }

  void tell_aside(std::int64_t done, std::int64_t total) {
    if (Clock::now() - begun < kWorthALine) return;
    begun = Clock::now();
    progress.show(fmt::format("{} {} %", work, total > 0 ? 100 * done / total : 0));
  }

  void tell(const std::string& now, std::int64_t done, std::int64_t total) {
    if (now != work) {
      end();
      work = now;
      begun = Clock::now();
    }
    if (manner == WorkTeller::Manner::aside) return tell_aside(done, total);
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
  put_rows_aside();
  if (!told) return;  // a loop that saves looks for signals itself
  if (const int signal = InterruptGuard::pending()) {
    throw stopped(signal, "", {fmt::format("{}: {} of {} done", work, done, total)}, "");
  }
  told->tell(work, done, total);
}

WorkTeller::WorkTeller(Progress& progress, Manner manner) { told.emplace(Told{progress, manner}); }

WorkTeller::~WorkTeller() {
  told->end();
  told.reset();
}

}  // namespace zeroth::host

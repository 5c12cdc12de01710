#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/signal_forwarding.h"
#include "host/cli/study_options.h"
#include "host/study/choosing_figure.h"
#include "host/study/claim.h"
#include "host/study/slot.h"

namespace zeroth::host {

struct PoolOptions {
  std::size_t jobs = 1;
  bool retry = false;                  ///< runs that failed are begun anew
  bool wait = true;                    ///< for runs that another process works on
  std::vector<std::string> logs = {};  ///< as `--log` of `zeroth run`
};

/// How one run of a study stands, for this process.
struct PooledRun {
  enum class Phase {
    waiting,
    elsewhere,  ///< another process works on it
    working,
    finished,
    failed,
    later,  ///< stopped, or no room on the disk: the study goes on another time
  };
  ResolvedRun run;
  Phase phase = Phase::waiting;
  int exit_code = 0;                       ///< of what failed or stopped
  std::string words;                       ///< what it said, or who works on it
  double seconds = 0;                      ///< of a finished one
  std::string figure;                      ///< "H 31.2" of a finished one
  double begun = 0;                        ///< monotonic, of one at work
  std::optional<ChoosingFigure> choosing;  ///< of a finished one
  std::vector<Problem> problems;           ///< why it could not even be begun, in full; else empty
};

/// Makes runs, several at a time, each by a `zeroth run` of its own. What it does is in the
/// directories: whoever is killed, the next process finds what there is and goes on.
class StudyPool {
 public:
  StudyPool(const Study& study, std::vector<ResolvedRun> runs, PoolOptions options);

  /// Makes all of them, or as many as until a request to stop. `watch` is called about twice a
  /// second and when something has changed, always by this thread.
  void work(const std::function<void()>& watch);

  /// A copy: threads change it.
  std::vector<PooledRun> runs() const;
  /// The signal that stopped it, or 0.
  int stopped_by() const { return forwarding_.stopped_by(); }

 private:
  using Phase = PooledRun::Phase;

  void serve();
  std::optional<std::size_t> next();
  std::vector<PooledRun>::iterator next_elsewhere();
  void make(std::size_t index);
  void make_claimed(std::size_t index, const Claim& claim);
  int run_program(std::size_t index, const Claim& claim, const std::filesystem::path& resume);
  void end(std::size_t index, Phase phase, int exit_code, std::string words);
  void end_as(std::size_t index, const Slot& slot);
  void renew_claims();
  const ResolvedRun& run(std::size_t index) const { return runs_[index].run; }

  const Study& study_;
  const PoolOptions options_;
  SignalForwarding forwarding_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<PooledRun> runs_;
  std::map<std::size_t, std::pair<const Claim*, pid_t>> active_;
  std::size_t serving_ = 0;
  std::size_t asked_elsewhere_ = 0;  ///< behind the run at work elsewhere that was asked for last
};

}  // namespace zeroth::host

#include "host/cli/rank_workers.h"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "host/base/problem.h"
#include "host/cli/signal_forwarding.h"
#include "host/cli/worker_process.h"
#include "host/rendezvous/rank_place.h"

namespace zeroth::host {
namespace {

// What a rank needs to find out that another is gone, and to save where it can.
constexpr std::chrono::seconds kToEnd{10}, kToSave{30};

/// A folder of its own for as long as it lives.
class MeetingPlace {
 public:
  MeetingPlace() {
    std::string name = (std::filesystem::temp_directory_path() / "zeroth-ranks-XXXXXX").string();
    if (!mkdtemp(name.data())) {
      throw Failure(Exit::cannot_create, {"there is no folder where ranks can meet",
                                          name,
                                          {std::strerror(errno)},
                                          "let TMPDIR name a folder that can be written"});
    }
    folder_ = name;
  }
  ~MeetingPlace() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  MeetingPlace(const MeetingPlace&) = delete;
  MeetingPlace& operator=(const MeetingPlace&) = delete;

  std::string file() const { return (folder_ / "store").string(); }

 private:
  std::filesystem::path folder_;
};

/// How a rank ended.
struct EndOfRank {
  int exit_code = 0;
  std::optional<Failure> died;  ///< by a signal, or without its libraries
  bool badly() const { return died || exit_code != 0; }
};

/// The workers of one run, each waited for by a thread.
class Ranks {
 public:
  Ranks(const Json& request, const RankWorkers& how);

  /// Until all have ended.
  const std::vector<EndOfRank>& wait();
  const StartedWorker& first() const { return workers_[0]; }
  /// The rank that gave up on the first one while nobody asked to stop; or nothing.
  std::optional<std::size_t> gave_up() const;

 private:
  void wait_for(std::size_t rank);
  void end_the_rest();
  void tell_all(int signal);

  MeetingPlace place_;
  SignalForwarding forwarding_;
  std::vector<StartedWorker> workers_;
  std::vector<EndOfRank> ended_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t gone_ = 0;
  std::optional<std::size_t> bad_;  ///< the first that ended badly
};

Ranks::Ranks(const Json& request, const RankWorkers& how)
    : ended_(static_cast<std::size_t>(how.ranks)) {
  RankPlace place;
  place.ranks = how.ranks;
  place.store.file = place_.file();
  place.wait = how.wait;
  place.together = true;
  for (place.rank = 0; place.rank < how.ranks; ++place.rank) {
    Json own = request;
    own["options"]["ranks"] = place.to_json();
    try {
      workers_.emplace_back(own, how.threads, forwarding_);
    } catch (const Failure&) {
      tell_all(SIGKILL);
      for (StartedWorker& one : workers_) forwarding_.wait_for(one.pid());
      throw;
    }
  }
}

void Ranks::tell_all(int signal) {
  for (const StartedWorker& one : workers_) forwarding_.send(one.pid(), signal);
}

void Ranks::wait_for(std::size_t rank) {
  EndOfRank ended;
  try {
    ended.exit_code = workers_[rank].wait().exit_code;
  } catch (const Failure& failure) {
    ended.died = failure;
  }
  const std::lock_guard lock(mutex_);
  if (!bad_ && ended.badly()) bad_ = rank;
  ended_[rank] = std::move(ended);
  ++gone_;
  changed_.notify_all();
}

/// Until none is left.
void Ranks::end_the_rest() {
  std::unique_lock lock(mutex_);
  const auto all_gone = [&] { return gone_ == workers_.size(); };
  changed_.wait(lock, [&] { return all_gone() || bad_; });
  // Who was asked to stop is not asked again: that would end it at once, unsaved.
  const bool asked = forwarding_.stopped_by() != 0;
  if (changed_.wait_for(lock, asked ? kToSave : kToEnd, all_gone)) return;
  if (!asked) tell_all(SIGTERM);
  if (changed_.wait_for(lock, kToSave, all_gone)) return;
  tell_all(SIGKILL);
  changed_.wait(lock, all_gone);
}

std::optional<std::size_t> Ranks::gave_up() const {
  if (forwarding_.stopped_by() != 0 || !bad_ || *bad_ == 0) return std::nullopt;
  return ended_[*bad_].exit_code == static_cast<int>(Exit::retry) ? bad_ : std::nullopt;
}

const std::vector<EndOfRank>& Ranks::wait() {
  std::vector<std::thread> threads;
  for (std::size_t rank = 0; rank < workers_.size(); ++rank) {
    threads.emplace_back([this, rank] { wait_for(rank); });
  }
  end_the_rest();
  for (std::thread& one : threads) one.join();
  return ended_;
}

/// A worker that was killed says nothing of the run, which can go on.
Failure as_rank(const Failure& died, std::size_t rank, const std::string& go_on) {
  Problem problem = died.problems().front();
  if (died.code() != Exit::run_failed) return died;
  problem.what = fmt::format("rank {} was killed", rank);
  problem.fix = go_on;
  return Failure(Exit::retry, problem);
}

}  // namespace

int run_ranks(const Json& request, const RankWorkers& how) {
  Ranks ranks(request, how);
  const std::vector<EndOfRank>& ended = ranks.wait();
  const std::string directory = ranks.first().run_directory();
  const std::string go_on =
      directory.empty() ? "start it again"
                        : fmt::format("zeroth run --resume {} --ranks {}", directory, how.ranks);
  for (std::size_t rank = 0; rank < ended.size(); ++rank) {
    if (!ended[rank].died) continue;
    const Failure failure = as_rank(*ended[rank].died, rank, go_on);
    ranks.first().note_in_run(failure);
    throw failure;
  }
  if (const auto rank = ranks.gave_up()) {
    const Failure failure(
        Exit::retry,
        {fmt::format("rank {} waited in vain for rank 0", *rank),
         directory,
         {fmt::format("it waits {} s; rank 0 was computing alone, as in a look at held-out rows",
                      how.wait)},
         fmt::format("let it wait longer: {} --rank-wait {}", go_on, 4 * how.wait)});
    ranks.first().note_in_run(failure);
    throw failure;
  }
  for (const EndOfRank& one : ended) {
    if (one.exit_code != 0) return one.exit_code;
  }
  return 0;
}

}  // namespace zeroth::host

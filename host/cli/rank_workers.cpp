#include "host/cli/rank_workers.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "host/base/open_descriptor.h"
#include "host/base/problem.h"
#include "host/cli/signal_forwarding.h"
#include "host/cli/worker_process.h"
#include "host/rendezvous/rank_place.h"

namespace zeroth::host {
namespace {

// What a rank needs to find out that another is gone, and to save where it can.
constexpr std::chrono::seconds kToEnd{10}, kToSave{30};

/// A file in memory, which workers inherit and nobody has to remove, however all of them end.
class MeetingPlace {
 public:
  MeetingPlace() : memory_(memfd_create("zeroth-ranks", 0)) {
    if (memory_.number() >= 0) return;
    throw Failure(Exit::cannot_create,
                  {"there is no place where ranks can meet",
                   "zeroth run --ranks",
                   {std::strerror(errno)},
                   "give --rank, and as --store a file: see zeroth run --help"});
  }

  /// Its name in every worker.
  std::string file() const { return fmt::format("/proc/self/fd/{}", memory_.number()); }

 private:
  OpenDescriptor memory_;
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
  /// What a rank ended with while the first one, which was to say it, had to be killed; or nothing.
  std::optional<Failure> unsaid(const std::string& go_on) const;

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

std::optional<Failure> Ranks::unsaid(const std::string& go_on) const {
  if (!ended_[0].died || !bad_ || *bad_ == 0) return std::nullopt;
  std::istringstream words(workers_[*bad_].last_words());
  std::string what, line;
  if (!std::getline(words, what)) return std::nullopt;
  Problem problem{fmt::format("rank {}: {}", *bad_, what), first().run_directory(), {}, go_on};
  while (std::getline(words, line)) problem.why.push_back(line);
  problem.why.push_back("rank 0 was computing alone and did not stop for it");
  return Failure(static_cast<Exit>(ended_[*bad_].exit_code), problem);
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

/// A rank that was killed or crashed; or nothing.
std::optional<Failure> death(const std::vector<EndOfRank>& ended, const std::string& go_on) {
  for (std::size_t rank = 0; rank < ended.size(); ++rank) {
    if (ended[rank].died) return as_rank(*ended[rank].died, rank, go_on);
  }
  return std::nullopt;
}

Failure in_vain(std::size_t rank, int wait, const std::string& directory,
                const std::string& go_on) {
  return Failure(
      Exit::retry,
      {fmt::format("rank {} waited in vain for rank 0", rank),
       directory,
       {fmt::format("it waits {} s; rank 0 was computing alone, as in a look at held-out rows",
                    wait)},
       fmt::format("let it wait longer: {} --rank-wait {}", go_on, 4 * wait)});
}

}  // namespace

int run_ranks(const Json& request, const RankWorkers& how) {
  Ranks ranks(request, how);
  const std::vector<EndOfRank>& ended = ranks.wait();
  const std::string directory = ranks.first().run_directory();
  const std::string go_on =
      directory.empty() ? "start it again"
                        : fmt::format("zeroth run --resume {} --ranks {}", directory, how.ranks);
  std::optional<Failure> failure = ranks.unsaid(go_on);
  if (!failure) failure = death(ended, go_on);
  if (const auto rank = ranks.gave_up(); rank && !failure) {
    failure = in_vain(*rank, how.wait, directory, go_on);
  }
  if (failure) {
    ranks.first().note_in_run(*failure);
    throw *failure;
  }
  for (const EndOfRank& one : ended) {
    if (one.exit_code != 0) return one.exit_code;
  }
  return 0;
}

}  // namespace zeroth::host

#include "host/cli/study_pool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <set>
#include <thread>

#include "host/base/open_descriptor.h"
#include "host/base/problem.h"
#include "host/base/stopwatch.h"
#include "host/cli/installation.h"
#include "host/cli/spawn.h"
#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kLook{500};        // between two calls of `watch`
constexpr std::chrono::milliseconds kElsewhere{1000};  // between two looks at another's run

/// A file that only this process has open; a program it starts gets it as a stream.
class OpenFile {
 public:
  OpenFile(const fs::path& file, int flags) : open_(::open(file.c_str(), flags | O_CLOEXEC, 0666)) {
    if (open_.number() >= 0) return;
    throw Failure(Exit::cannot_create,
                  {"cannot open a file of the study",
                   file.string(),
                   {std::strerror(errno)},
                   "make its folder writable, or choose another place with --run-dir"});
  }
  int descriptor() const { return open_.number(); }

 private:
  OpenDescriptor open_;
};

std::vector<std::string> environment_words() {
  std::vector<std::string> all;
  for (char** one = environ; *one; ++one) all.emplace_back(*one);
  return all;
}

/// What a run is, for people who look into its folder.
Json description_of(const ResolvedRun& run, const StudyPlan& plan) {
  Json settings = Json::object();
  for (const Setting& one : run.planned.settings) settings[one.path] = one.value;
  return {{"study", plan.name},
          {"pipeline", plan.pipelines[run.planned.pipeline].name},
          {"seed", run.seed},
          {"settings", settings},
          {"identity", run.identity}};
}

std::string figure_text(const Json& result) {
  const Json metrics = result.value("metrics", Json::object());
  for (const char* name : {"H", "T1", "U", "S"}) {
    const Json value = metrics.value(name, Json());
    if (value.is_number()) return fmt::format("{} {:.1f}", name, value.get<double>());
  }
  return "";
}

/// The first line of what is wrong.
std::string one_line(const std::exception& error) {
  if (const auto* failure = dynamic_cast<const Failure*>(&error)) {
    const Problem& problem = failure->problems().front();
    return problem.where.empty() ? problem.what : problem.what + " (" + problem.where + ")";
  }
  return error.what();
}

}  // namespace

StudyPool::StudyPool(const Study& study, std::vector<ResolvedRun> runs, PoolOptions options)
    : study_(study), options_(options) {
  std::set<std::string> identities;
  for (ResolvedRun& run : runs) {
    if (!identities.insert(run.identity).second) continue;
    PooledRun pooled;
    pooled.run = std::move(run);
    runs_.push_back(std::move(pooled));
  }
}

std::vector<PooledRun> StudyPool::runs() const {
  const std::lock_guard lock(mutex_);
  return runs_;
}

void StudyPool::work(const std::function<void()>& watch) {
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const Slot slot = look_at_slot(runs_[i].run.slot);
    if (slot.state == SlotState::finished) end_as(i, slot);
  }
  watch();  // what was there before: a run may end sooner than the next look
  const std::size_t jobs = std::min(options_.jobs, runs_.size());
  serving_ = jobs;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < jobs; ++i) threads.emplace_back([this] { serve(); });
  double renewed = monotonic_seconds();
  for (bool busy = true; busy;) {
    {
      std::unique_lock lock(mutex_);
      if (serving_ > 0) changed_.wait_for(lock, kLook);
      busy = serving_ > 0;
    }
    watch();
    if (monotonic_seconds() - renewed < static_cast<double>(Claim::kRenewal.count())) continue;
    renew_claims();
    renewed = monotonic_seconds();
  }
  for (std::thread& thread : threads) thread.join();
}

/// One thread: a run after the other. A program that is started ends with the thread that did it.
void StudyPool::serve() {
  while (const auto index = next()) make(*index);
  const std::lock_guard lock(mutex_);
  --serving_;
  changed_.notify_all();
}

std::optional<std::size_t> StudyPool::next() {
  std::unique_lock lock(mutex_);
  const auto first = [&](Phase phase) {
    return std::find_if(runs_.begin(), runs_.end(),
                        [&](const PooledRun& one) { return one.phase == phase; });
  };
  if (forwarding_.stopped_by() != 0) return std::nullopt;
  auto found = first(Phase::waiting);
  if (found == runs_.end() && options_.wait) {
    if (first(Phase::elsewhere) == runs_.end()) return std::nullopt;
    lock.unlock();
    std::this_thread::sleep_for(kElsewhere);
    lock.lock();
    if (forwarding_.stopped_by() != 0) return std::nullopt;
    found = next_elsewhere();
  }
  if (found == runs_.end()) return std::nullopt;
  found->phase = Phase::working;
  found->begun = monotonic_seconds();
  return static_cast<std::size_t>(found - runs_.begin());
}

/// Each in turn: one that is at work for hours keeps nobody from the next.
std::vector<PooledRun>::iterator StudyPool::next_elsewhere() {
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const std::size_t index = (asked_elsewhere_ + i) % runs_.size();
    if (runs_[index].phase != Phase::elsewhere) continue;
    asked_elsewhere_ = index + 1;
    return runs_.begin() + static_cast<std::ptrdiff_t>(index);
  }
  return runs_.end();
}

void StudyPool::end(std::size_t index, Phase phase, int exit_code, std::string words) {
  const std::lock_guard lock(mutex_);
  PooledRun& one = runs_[index];
  one.phase = phase;
  one.exit_code = exit_code;
  one.words = std::move(words);
  changed_.notify_all();
}

/// As its folder says that it stands.
void StudyPool::end_as(std::size_t index, const Slot& slot) {
  if (slot.state == SlotState::failed) {
    return end(index, Phase::failed, slot.exit_code, slot.error);
  }
  {
    const std::lock_guard lock(mutex_);
    runs_[index].seconds = slot.seconds;
    runs_[index].figure = figure_text(slot.result);
    runs_[index].choosing = choosing_figure_of(slot);
  }
  end(index, Phase::finished, 0, "");
}

void StudyPool::make(std::size_t index) {
  try {
    const fs::path slot = run(index).slot;
    const std::optional<Claim> claim = Claim::take(slot);
    if (claim) return make_claimed(index, *claim);
    // Whoever has it may be ready by now.
    const Slot now = look_at_slot(slot);
    if (now.state == SlotState::finished) return end_as(index, now);
    end(index, Phase::elsewhere, 0, now.error);
  } catch (const Failure& failure) {
    const auto code = static_cast<int>(failure.code());
    {
      const std::lock_guard lock(mutex_);
      runs_[index].problems = failure.problems();
    }
    end(index, is_for_later(code) ? Phase::later : Phase::failed, code, one_line(failure));
  } catch (const std::exception& error) {
    end(index, Phase::later, static_cast<int>(Exit::io), error.what());
  }
}

void StudyPool::make_claimed(std::size_t index, const Claim& claim) {
  const fs::path folder = run(index).slot;
  const Slot before = look_at_slot(folder, /*claimed=*/true);
  const bool is_over = before.state == SlotState::failed && !options_.retry;
  if (is_over || before.state == SlotState::finished) return end_as(index, before);
  const ResolvedRun now = study_.resolve(run(index).planned);
  if (now.identity != run(index).identity) {
    return end(index, Phase::failed, static_cast<int>(Exit::bad_data),
               "its pipeline, data or plugins were changed while the study ran: start it again");
  }
  write_json_file(folder / "run.json", description_of(now, study_.plan()));
  write_json_file(pipeline_of_slot(folder), now.pipeline);
  forget_failure(folder);
  const bool goes_on = before.state == SlotState::interrupted;
  int code = run_program(index, claim, goes_on ? before.run : fs::path());
  Slot after = look_at_slot(folder, true);
  // One that cannot go on, because something in it is damaged, does not stand in the way of
  // another.
  const bool refused = goes_on && code > 0 && !is_for_later(code);
  if (refused && after.state != SlotState::finished && forwarding_.stopped_by() == 0) {
    code = run_program(index, claim, {});
    after = look_at_slot(folder, true);
  }
  if (after.state == SlotState::finished) return end_as(index, after);
  if (!claim.renew()) return end(index, Phase::elsewhere, 0, "another machine took it over");
  if (code < 0 || is_for_later(code)) {
    return end(index, Phase::later, code < 0 ? static_cast<int>(Exit::retry) : code,
               last_error(folder));
  }
  note_failure(folder, code == 0 ? static_cast<int>(Exit::internal) : code);
  end_as(index, look_at_slot(folder, true));
}

/// Runs `zeroth run` on it, from the beginning or on from a directory.
/// @return its exit code; below 0: a signal ended it.
int StudyPool::run_program(std::size_t index, const Claim& claim, const fs::path& resume) {
  const fs::path folder = run(index).slot;
  const std::string program = (executable_directory() / "zeroth").string();
  std::vector<std::string> words = {program, "run"};
  if (resume.empty()) {
    words.insert(words.end(), {pipeline_of_slot(folder).string(), "--run-dir", folder.string()});
  } else {
    words.insert(words.end(), {"--resume", resume.string()});
  }
  words.insert(words.end(), {"--progress", "plain", "--threads", std::to_string(study_.threads())});
  for (const std::string& one : options_.logs) words.insert(words.end(), {"--log", one});
  words.insert(words.end(), study_.plugin_words().begin(), study_.plugin_words().end());
  const OpenFile log(log_of_slot(folder), O_WRONLY | O_CREAT | O_APPEND),
      nothing("/dev/null", O_RDONLY);
  Program child{program, std::move(words), environment_words()};
  child.input = nothing.descriptor();
  child.output = child.errors = log.descriptor();
  child.kept = claim.lock();  // whoever is killed, the run is nobody else's while it writes
  const pid_t pid = spawn(std::move(child));
  {
    const std::lock_guard lock(mutex_);
    active_[index] = {&claim, pid};
  }
  forwarding_.pass_to(pid);
  const int status = forwarding_.wait_for(pid, [&] {
    const std::lock_guard lock(mutex_);
    active_.erase(index);
  });
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Says of all runs at work that this process is alive, and stops those that are another's by now.
void StudyPool::renew_claims() {
  const std::lock_guard lock(mutex_);
  for (const auto& [index, work] : active_) {
    if (!work.first->renew()) kill(work.second, SIGTERM);
  }
}

}  // namespace zeroth::host

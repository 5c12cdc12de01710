#pragma once

#include <functional>
#include <string>
#include <vector>

namespace zeroth::host {

/// How a process of its own ended.
struct Ending {
  enum class How { answered, signalled, exited, timed_out } how = How::answered;
  std::string answer;  ///< of `answered`
  int number = 0;      ///< the signal, or the exit code
  std::string call;    ///< the plugin call that was running, "score()"; empty outside of one
};

/// What is done in a process of its own, or in one after others.
struct Job {
  std::function<std::string()> run;  ///< gives the answer, one line
  std::size_t company = 0;           ///< neighbours of the same one may share a process; 0: nobody
};

/// Runs every job in processes that are forked from this one, at most `at_once` at a time. Their
/// standard streams lead nowhere. A job that takes longer than `seconds` is killed. What a job says
/// that came after others counts if it is `innocent`; one that is not, one that crashed and one
/// that was killed are run again, alone. `ended` is called in the order of the jobs.
///
/// This process must have started no thread that computes and loaded no plugin: children inherit
/// what it is.
void run_apart(const std::vector<Job>& jobs, int at_once, double seconds,
               const std::function<bool(const std::string& answer)>& innocent,
               const std::function<void(std::size_t job, const Ending&)>& ended);

}  // namespace zeroth::host

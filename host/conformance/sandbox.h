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

/// Runs every job in a process of its own, forked from this one, at most `at_once` at a time. What
/// a job returns is its answer. A job that takes longer than `seconds` is killed. Its standard
/// streams lead nowhere. `ended` is called in the order of the jobs.
///
/// This process must have started no thread that computes and loaded no plugin: children inherit
/// what it is.
void run_apart(const std::vector<std::function<std::string()>>& jobs, int at_once, double seconds,
               const std::function<void(std::size_t job, const Ending&)>& ended);

}  // namespace zeroth::host

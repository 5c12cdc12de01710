#include "host/cli/study_forecast.h"

#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <map>

#include "host/base/progress.h"
#include "host/base/stopwatch.h"

namespace zeroth::host {
namespace {

using RunPhase = PooledRun::Phase;

/// How long runs take: a mean.
struct Lengths {
  double count = 0, seconds = 0;
  void add(double more) {
    ++count;
    seconds += more;
  }
};

/// Of all runs, and of those of each pipeline.
struct KnownLengths {
  Lengths all;
  std::map<std::size_t, Lengths> by_pipeline;

  void add(const PooledRun& one, double seconds) {
    all.add(seconds);
    by_pipeline[one.run.planned.pipeline].add(seconds);
  }
  /// Of a run like this one.
  double expected(const PooledRun& one) const {
    const auto own = by_pipeline.find(one.run.planned.pipeline);
    const Lengths& known = own == by_pipeline.end() ? all : own->second;
    return known.count > 0 ? known.seconds / known.count : 0;
  }
};

/// Seconds since a file was written.
double age_of(const std::filesystem::path& file) {
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) return 0;
  return std::max(0.0, std::difftime(std::time(nullptr), info.st_mtim.tv_sec));
}

KnownLengths known_lengths(const std::vector<PooledRun>& runs) {
  KnownLengths known;
  for (const PooledRun& one : runs) {
    if (one.phase == RunPhase::finished && one.seconds > 0) known.add(one, one.seconds);
    if (one.phase != RunPhase::working) continue;
    const auto left = told_seconds_left(one);
    if (left) known.add(one, monotonic_seconds() - one.begun + *left);
  }
  return known;
}

}  // namespace

std::optional<double> told_seconds_left(const PooledRun& one) {
  const auto told = seconds_left_in(last_words(one.run.slot));
  if (!told) return std::nullopt;
  return std::max(0.0, *told - age_of(log_of_slot(one.run.slot)));
}

double study_seconds_left(const std::vector<PooledRun>& runs, std::size_t jobs) {
  const KnownLengths known = known_lengths(runs);
  double all = 0, longest = 0;
  for (const PooledRun& one : runs) {
    double left = 0;
    if (one.phase == RunPhase::waiting) left = known.expected(one);
    if (one.phase == RunPhase::working) {
      const double by_mean = known.expected(one) - (monotonic_seconds() - one.begun);
      left = told_seconds_left(one).value_or(std::max(by_mean, 0.0));
    }
    all += left;
    longest = std::max(longest, left);
  }
  return std::max(all / static_cast<double>(std::max<std::size_t>(jobs, 1)), longest);
}

}  // namespace zeroth::host

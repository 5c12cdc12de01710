#include "host/cli/study_rehearsal.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/progress.h"
#include "host/cli/worker_process.h"
#include "host/pipeline/used_plugins.h"
#include "host/runs/study_slot.h"
#include "host/study/slot.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kMostRehearsed = 12;

/// Runs that differ in their seeds only.
struct Repeated {
  std::vector<std::size_t> left;
  std::vector<double> seconds, bytes;  ///< of finished ones
};

/// All configurations with runs left, by what they are.
std::map<std::string, Repeated> configurations_with_runs_left(const Study& study) {
  std::map<std::string, Repeated> all;
  for (std::size_t i = 0; i < study.runs().size(); ++i) {
    if (study.is_repeated(i)) continue;
    const ResolvedRun& run = study.runs()[i];
    Json key = {run.planned.pipeline};
    for (const Setting& one : run.planned.settings) {
      if (one.path != "seed") key.push_back({one.path, one.value});
    }
    Repeated& repeated = all[key.dump(-1, ' ', false, Json::error_handler_t::replace)];
    const Slot slot = look_at_slot(run.slot);
    if (slot.state == SlotState::finished) {
      repeated.seconds.push_back(slot.seconds);
      repeated.bytes.push_back(static_cast<double>(bytes_below(run.slot)));
    } else {
      repeated.left.push_back(i);
    }
  }
  for (auto at = all.begin(); at != all.end();) {
    at = at->second.left.empty() ? all.erase(at) : std::next(at);
  }
  return all;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

/// What `zeroth run --dry-run --json` says; nothing where it refuses, which it has said.
std::optional<Json> rehearse(const Study& study, std::size_t index, int iterations) {
  const ResolvedRun run = study.resolve(index);
  const std::vector<std::string> plugins = used_plugins(run.pipeline);
  const Json request = {{"command", "run"},
                        {"pipeline", run.pipeline},
                        {"origins", Json::object()},
                        {"plugins", plugin_files(study.plugins(), plugins)},
                        {"plugin_versions", plugin_versions(study.plugins(), plugins)},
                        {"command_line", Json::array()},
                        {"options",
                         {{"threads", study.threads()},
                          {"dry_run", true},
                          {"rehearse", iterations},
                          {"json", true},
                          {"progress", "none"},
                          {"resume", ""},
                          {"runs", ""}}}};
  const WorkerResult said = run_worker(request, study.threads(), /*capture=*/true);
  if (said.exit_code != 0) return std::nullopt;
  return parse_json_record(said.output);
}

double seconds_of_rehearsal(const Json& said) {
  double seconds = 0;
  for (const Json& stage : said.at("stages")) seconds += stage.value("seconds", 0.0);
  return seconds;
}

/// The checkpoint has every parameter and two moments of it, the model has it once more.
double bytes_of_rehearsal(const Json& said) {
  constexpr double kNumbersPerParameter = 4, kBytesPerNumber = 4;
  double parameters = 0;
  for (const auto& [component, count] : said.at("parameters").items()) {
    parameters += count.get<double>();
  }
  return parameters * kNumbersPerParameter * kBytesPerNumber;
}

/// Sums of configurations whose cost is known.
struct Known {
  double runs = 0, seconds = 0, bytes = 0;
  void add(const Repeated& one, double each_seconds, double each_bytes) {
    const auto count = static_cast<double>(one.left.size());
    runs += count;
    seconds += count * each_seconds;
    bytes += count * each_bytes;
  }
};

}  // namespace

StudyCost cost_of(const Study& study, int iterations) {
  const std::map<std::string, Repeated> all = configurations_with_runs_left(study);
  StudyCost cost;
  cost.configurations = all.size();
  Known known;
  double runs_left = 0;
  std::vector<const Repeated*> unknown;
  for (const auto& [key, one] : all) {
    runs_left += static_cast<double>(one.left.size());
    if (one.seconds.empty()) {
      unknown.push_back(&one);
      continue;
    }
    ++cost.measured;
    known.add(one, mean_of(one.seconds), mean_of(one.bytes));
  }
  const std::size_t tries = iterations > 0 ? std::min(unknown.size(), kMostRehearsed) : 0;
  Progress progress(progress_mode("auto", stderr), stderr);
  for (std::size_t i = 0; i < tries; ++i) {
    if (tries > 1) progress.show(fmt::format("rehearsing {}/{}", i + 1, tries));
    const Repeated& one = *unknown[i * unknown.size() / tries];
    const std::optional<Json> said = rehearse(study, one.left.front(), iterations);
    if (!said) {
      ++cost.refused;
      continue;
    }
    ++cost.rehearsed;
    known.add(one, seconds_of_rehearsal(*said), bytes_of_rehearsal(*said));
    cost.memory = std::max(cost.memory, said->value("memory_bytes", 0.0));
  }
  if (known.runs == 0) return cost;
  cost.seconds = known.seconds / known.runs * runs_left;
  cost.bytes = known.bytes / known.runs * runs_left;
  return cost;
}

}  // namespace zeroth::host

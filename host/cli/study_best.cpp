#include "host/cli/study_best.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace zeroth::host {
namespace {

/// The finished seeds of a configuration.
struct Tried {
  double sum = 0;
  int seeds = 0;
  const PooledRun* first = nullptr;
  double mean() const { return sum / seeds; }
};

/// What a run has but for its seed.
std::string key_of(const PooledRun& one) {
  Json key = {one.run.planned.pipeline};
  for (const Setting& setting : one.run.planned.settings) {
    if (setting.path != "seed") key.push_back({setting.path, setting.value});
  }
  return key.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_of_best(const Study& study, const Tried& best) {
  const ChoosingFigure& figure = *best.first->choosing;
  return fmt::format("best so far: {} {:.1f} on {}: {} ({} seed{})", figure.name, best.mean(),
                     figure.rows, study.configuration_label(best.first->run), best.seeds,
                     best.seeds == 1 ? "" : "s");
}

}  // namespace

std::vector<std::string> best_so_far(const Study& study, const std::vector<PooledRun>& runs) {
  std::map<std::string, std::map<std::string, Tried>> kinds;
  for (const PooledRun& one : runs) {
    if (!one.choosing) continue;
    Tried& tried = kinds[one.choosing->kind][key_of(one)];
    tried.sum += one.choosing->value;
    ++tried.seeds;
    if (!tried.first) tried.first = &one;
  }
  std::vector<std::string> lines;
  for (const auto& [kind, configurations] : kinds) {
    const Tried* best = nullptr;
    for (const auto& [key, tried] : configurations) {
      if (!best || tried.mean() > best->mean()) best = &tried;
    }
    lines.push_back(text_of_best(study, *best));
  }
  return lines;
}

}  // namespace zeroth::host

#include "host/train/phase_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace zeroth::host {
namespace {

using Reasons = std::vector<std::string>;

void add_once(Reasons& all, std::string one) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(std::move(one));
}

std::string who(const DeviceOperation& one, const std::string& owner) {
  return one.plugin.empty() ? owner : one.plugin;
}

void add_waits(const PhaseWatch::Run& run, const std::string& owner, Reasons& why) {
  for (const DeviceOperation& one : run) {
    if (one.waits) {
      add_once(why, fmt::format("{} waits for the device: {}", who(one, owner), one.name));
    } else if (one.copies_in) {
      add_once(why, fmt::format("{} copies from the processor: {}", who(one, owner), one.name));
    }
  }
}

bool alike(const DeviceOperation& a, const DeviceOperation& b) {
  return a.name == b.name && a.reads == b.reads;
}

void add_difference(const PhaseWatch::Run& a, const PhaseWatch::Run& b, const std::string& owner,
                    Reasons& why) {
  const std::size_t both = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (alike(a[i], b[i])) continue;
    const std::string what = a[i].name == b[i].name
                                 ? fmt::format("{} reads other sizes or numbers", a[i].name)
                                 : fmt::format("{} instead of {}", b[i].name, a[i].name);
    return add_once(
        why, fmt::format("{} computes otherwise in a later iteration: {}", who(a[i], owner), what));
  }
  if (a.size() == b.size()) return;
  const DeviceOperation& more = a.size() > both ? a[both] : b[both];
  add_once(why, fmt::format("{} computes otherwise in a later iteration: {} more or less",
                            who(more, owner), more.name));
}

}  // namespace

PhaseWatch::Run& PhaseWatch::begin(const std::string& phase) { return runs_[phase].emplace_back(); }

std::vector<RehearsedPhase> PhaseWatch::phases(const std::string& owner,
                                               const std::vector<std::string>& declared) const {
  std::vector<RehearsedPhase> all;
  for (const auto& [name, runs] : runs_) {
    RehearsedPhase one{name, true, {}};
    if (std::find(declared.begin(), declared.end(), name) != declared.end()) {
      one.why.push_back(owner + " declares it dynamic");
    }
    for (const Run& run : runs) {
      add_waits(run, owner, one.why);
      add_difference(runs.front(), run, owner, one.why);
    }
    one.fixed = one.why.empty();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace zeroth::host

#include "host/verify/machine_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "host/base/hash.h"
#include "host/data/content_hash.h"
#include "host/record/sealed_json.h"
#include "host/run/environment.h"

namespace zeroth::host {
namespace {

std::string bits_hash(const Json& environment) {
  return hash_of(file_text(bits_depend_on(environment)));
}

/// Hashes of all environments that the run was in.
std::set<std::string> environments_of(const RunIdentity& identity) {
  std::set<std::string> hashes = {bits_hash(identity.environment)};
  Json now = identity.environment;
  for (const Json& change : identity.changes) {
    merge_into(now, change.at("environment"));
    hashes.insert(bits_hash(now));
  }
  return hashes;
}

/// What bits depend on and is other here; empty: nothing.
std::string others_here(const Json& then) {
  // A run says with how many threads it is repeated; what is done here trains nothing.
  const auto kept = [](const Json& environment) {
    return without(without(environment, "threads"), "ranks");
  };
  return other_environment(kept(then), kept(describe_environment()), "here");
}

std::string build_text(const std::string& version, const std::string& hash) {
  return fmt::format("{} ({})", version, hash.substr(0, 8));
}

/// What a plugin of the run is here.
enum class Presence { same, missing, other_build, other_version };

struct FoundPlugin {
  Presence presence = Presence::same;
  std::string text;
};

FoundPlugin find_plugin(const std::string& id, const Json& then, const InstalledHere& here) {
  const auto file = here.files.find(id);
  if (file == here.files.end()) return {Presence::missing, id + " is not installed here"};
  const auto made_with = then.at("version").get<std::string>();
  const auto hash_then = then.at("hash").get<std::string>(), hash_now = file_hash(file->second);
  if (hash_then == hash_now) return {};
  const auto version = here.versions.find(id);
  const std::string now = version == here.versions.end() ? "unknown" : version->second;
  return {now == made_with ? Presence::other_build : Presence::other_version,
          fmt::format("{} was {}, and here it is {}", id, build_text(made_with, hash_then),
                      build_text(now, hash_now))};
}

}  // namespace

std::string other_environment(const Json& then, const Json& now, const char* word) {
  const Json before = bits_depend_on(then);
  const Json after = bits_depend_on(counted_beside(now, then));
  const auto text = [](const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  std::string others;
  for (const auto& [name, value] : after.items()) {
    const Json said = before.contains(name) ? before.at(name) : Json();
    if (said == value) continue;
    others += fmt::format("{}{} {}, {} {}", others.empty() ? "" : "; ", name, text(said), word,
                          text(value));
  }
  return others;
}

bool is_same_place(const RecordedRun& run) {
  return run.identity && others_here(run.identity->last_environment()).empty();
}

void check_environment(const RecordedRun& run, RunChecks& checks) {
  if (!run.identity) return;
  checks.attempt("environment", [&] {
    if (run.looks && run.rewritten.count("env.json") == 0) {
      const std::set<std::string> known = environments_of(*run.identity);
      for (const Look& look : run.looks->looks()) {
        if (known.count(look.environment) > 0) continue;
        return checks.differs("environment",
                              fmt::format("the look after epoch {} of part {} was made in an "
                                          "environment that env.json does not name",
                                          look.epoch, look.part));
      }
    }
    const std::string others = others_here(run.identity->last_environment());
    if (!others.empty()) {
      return checks.unchecked(
          "environment", "another one here, in which a training ends in other bits: " + others);
    }
    checks.ok("environment", "the same here");
  });
}

bool check_plugins(const RecordedRun& run, const InstalledHere& here, RunChecks& checks) {
  if (!run.identity) return false;
  std::size_t same = 0;
  const bool elsewhere = run.is_bundle || !is_same_place(run);
  checks.attempt("plugins", [&] {
    for (const auto& [id, then] : run.identity->plugins.items()) {
      const FoundPlugin found = find_plugin(id, then, here);
      if (found.presence == Presence::same) {
        ++same;
      } else if (found.presence == Presence::missing) {
        checks.unchecked("plugins", found.text);
      } else if (found.presence == Presence::other_build && elsewhere) {
        checks.unchecked("plugins", found.text + ": another build of the same version");
      } else {
        checks.differs("plugins", found.text);
      }
    }
    const std::size_t all = run.identity->plugins.size();
    if (same == all) checks.ok("plugins", fmt::format("{} of {} are those of the run", same, all));
  });
  return same == run.identity->plugins.size();
}

}  // namespace zeroth::host

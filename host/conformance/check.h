#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// How a check came out. Only `fail` and `crash` make a plugin fail.
enum class Outcome { pass, warn, skip, fail, crash };

const char* outcome_name(Outcome outcome);
/// @throws std::out_of_range for a name that is none.
Outcome outcome_of(const std::string& name);

struct Verdict {
  Outcome outcome = Outcome::pass;
  std::string why;  ///< one sentence with the numbers in it; empty for `pass`

  bool bad() const { return outcome == Outcome::fail || outcome == Outcome::crash; }
};

inline Verdict passed() { return {}; }
inline Verdict warned(std::string why) { return {Outcome::warn, std::move(why)}; }
inline Verdict skipped(std::string why) { return {Outcome::skip, std::move(why)}; }
inline Verdict failed(std::string why) { return {Outcome::fail, std::move(why)}; }

/// Kinds that the kit can use. A new one gets a Specimen; until then the checks of its library and
/// description hold for it as for every kind.
enum class Kind { generator, teacher, student, expert, ood, loss, classifier, data, recipe };
using Kinds = std::set<Kind>;

/// Nothing: a kind that the kit cannot use.
std::optional<Kind> kind_of(const std::string& name);

/// The plugin that is checked.
struct Subject {
  std::string id;
  std::string file;
  std::uint64_t seed = 1;
  std::map<std::string, std::string> others = {};  ///< further plugins, id -> file, for its blocks
  Json params = Json::object();      ///< what its user set: no check gives these another value
  std::string device = "simulated";  ///< that is compared with the CPU; its name

  /// "ood" of "ood.energy".
  std::string kind() const { return id.substr(0, id.find('.')); }
};

/// Whether a check shares its process with others.
enum class Process {
  shared,
  own  ///< it looks at what a plugin does to a process that it is new to
};

/// One thing that holds for a good plugin.
struct Check {
  const char* name;
  std::optional<Kinds> kinds;  ///< nothing: whatever the plugin is
  int strictness;              ///< 1: loads and has the right shapes, 2: numbers, 3: science
  std::function<Verdict(const Subject& subject)> run;
  const char* what;  ///< the sentence that a pass means
  Process process = Process::shared;
};

bool applies_to(const Check& check, const std::string& kind);

}  // namespace zeroth::host

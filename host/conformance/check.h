#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace zeroth::host {

/// How a check came out. Only `fail` and `crash` make a plugin fail.
enum class Outcome { pass, warn, skip, fail, crash };

const char* outcome_name(Outcome outcome);
/// @throws std::out_of_range for a name that is none.
Outcome outcome_of(const std::string& name);

struct Verdict {
  Outcome outcome = Outcome::pass;
  std::string why;  ///< one sentence with the numbers in it; empty for `pass`
};

inline Verdict passed() { return {}; }
inline Verdict warned(std::string why) { return {Outcome::warn, std::move(why)}; }
inline Verdict skipped(std::string why) { return {Outcome::skip, std::move(why)}; }
inline Verdict failed(std::string why) { return {Outcome::fail, std::move(why)}; }

/// The plugin that is checked.
struct Subject {
  std::string id;
  std::string file;
  std::uint64_t seed = 1;
  std::map<std::string, std::string> others = {};  ///< further plugins, id -> file, for its blocks

  /// "ood" of "ood.energy".
  std::string kind() const { return id.substr(0, id.find('.')); }
};

/// One thing that holds for a good plugin.
struct Check {
  const char* name;
  const char* kinds;  ///< separated by blanks; empty: every kind
  int strictness;     ///< 1: loads and has the right shapes, 2: numbers, 3: science
  std::function<Verdict(const Subject& subject)> run;
  const char* what;  ///< the sentence that a pass means
};

/// In the order in which they are run and shown.
const std::vector<Check>& all_checks();

bool applies_to(const Check& check, const std::string& kind);

}  // namespace zeroth::host

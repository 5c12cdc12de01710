#pragma once

#include <functional>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// What came of a check. `unchecked`: nobody can say here, and the check says why.
enum class RunVerdict { ok, differs, unchecked };
/// "ok", "differs" or "cannot be checked".
const char* verdict_name(RunVerdict verdict);

/// One thing that a run says of itself, held against what is.
struct RunCheck {
  std::string name;
  RunVerdict verdict = RunVerdict::ok;
  std::string says;
};

/// The checks of one run, in their order.
class RunChecks {
 public:
  void ok(const std::string& name, std::string says) { add({name, RunVerdict::ok, says}); }
  void differs(const std::string& name, std::string says) {
    add({name, RunVerdict::differs, says});
  }
  void unchecked(const std::string& name, std::string why) {
    add({name, RunVerdict::unchecked, why});
  }
  /// Does what adds checks of that name. Whatever it throws is one: files of a run are read here
  /// that anybody may have written. A stop and want of memory pass.
  /// @return whether nothing was thrown.
  bool attempt(const std::string& name, const std::function<void()>& check);

  const std::vector<RunCheck>& all() const { return checks_; }
  std::size_t count(RunVerdict verdict) const;

 private:
  void add(RunCheck check) { checks_.push_back(std::move(check)); }
  std::vector<RunCheck> checks_;
};

/// The checks as they are printed: a line each, wrapped to that many columns.
std::string checks_text(const RunChecks& checks, std::size_t columns);
/// [{"check", "verdict", "says"}].
Json to_json(const RunChecks& checks);

}  // namespace zeroth::host

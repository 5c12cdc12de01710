#include "host/conformance/explanation.h"

#include <algorithm>
#include <map>

namespace zeroth::host {
namespace {

/// The checks of one plugin that failed, and what explains them.
class Failures {
 public:
  Failures(const std::vector<Explained>& explanations, const std::vector<CheckResult>& results) {
    for (const Explained& one : explanations) {
      for (const std::string& check : one.checks) explained_by_[check] = one.by;
    }
    for (const CheckResult& one : results) failed_[one.check] = one.verdict.bad();
  }

  /// A failed check that explains `check` and that nothing explains; empty if there is none.
  std::string cause_of(const std::string& check) const {
    const auto explained_by = explained_by_.find(check);
    if (explained_by == explained_by_.end()) return "";
    for (const std::string& one : explained_by->second) {
      const std::string earlier = cause_of(one);
      if (!earlier.empty()) return earlier;
      if (has_failed(one)) return one;
    }
    return "";
  }

 private:
  bool has_failed(const std::string& check) const {
    const auto found = failed_.find(check);
    return found != failed_.end() && found->second;
  }

  std::map<std::string, std::vector<std::string>> explained_by_;
  std::map<std::string, bool> failed_;
};

void skip(CheckResult& result, const std::string& cause) {
  result.because = cause;
  result.verdict = skipped("because of " + cause);
}

}  // namespace

void leave_causes(const std::vector<Explained>& explanations, std::vector<CheckResult>& results) {
  const Failures failures(explanations, results);
  std::map<std::string, std::string> told;  // why -> the check that tells it
  for (CheckResult& one : results) {
    if (!one.verdict.bad() && one.verdict.outcome != Outcome::warn) continue;
    const std::string cause = failures.cause_of(one.check);
    const auto [same, first] = told.emplace(one.verdict.why, cause.empty() ? one.check : cause);
    if (!cause.empty()) {
      skip(one, cause);
    } else if (!first && one.verdict.bad() && same->second != one.check) {
      skip(one, same->second);
    }
  }
}

}  // namespace zeroth::host

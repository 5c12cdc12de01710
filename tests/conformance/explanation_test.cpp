#include "host/conformance/explanation.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace zeroth::host {
namespace {

CheckResult result(const std::string& check, const Verdict& verdict) {
  return {{"ood.mine", "mine.so"}, check, verdict};
}

/// Checks that lead to `check`, itself among them only where the relation runs in a circle.
std::set<std::string> causes(const std::map<std::string, std::vector<std::string>>& by,
                             const std::string& check, std::size_t depth = 0) {
  std::set<std::string> all;
  if (by.count(check) == 0 || depth > by.size()) return all;
  for (const std::string& one : by.at(check)) {
    all.insert(one);
    all.merge(causes(by, one, depth + 1));
  }
  return all;
}

TEST_CASE("explanations name checks that there are, each once, and run in no circle") {
  std::set<std::string> known;
  for (const Check& one : all_checks()) CHECK(known.insert(one.name).second);
  std::map<std::string, std::vector<std::string>> by;
  for (const Explained& one : explanations()) {
    for (const std::string& check : one.checks) {
      CHECK_MESSAGE(known.count(check) == 1, check);
      CHECK_MESSAGE(by.emplace(check, one.by).second, check);
    }
    for (const std::string& check : one.by) CHECK_MESSAGE(known.count(check) == 1, check);
  }
  for (const auto& one : by) {
    CHECK_MESSAGE(causes(by, one.first).count(one.first) == 0, one.first);
  }
}

TEST_CASE("a failure is skipped because of the first cause, over checks that passed") {
  const std::vector<Explained> explained = {{{"b"}, {"a"}}, {{"c"}, {"b"}}};
  std::vector<CheckResult> results = {result("a", failed("no")), result("b", passed()),
                                      result("c", failed("not so")), result("d", failed("other"))};
  leave_causes(explained, results);
  CHECK(results[0].verdict.outcome == Outcome::fail);
  CHECK(results[1].verdict.outcome == Outcome::pass);
  CHECK(results[2].verdict.outcome == Outcome::skip);
  CHECK(results[2].verdict.why == "because of a");
  CHECK(results[2].because == "a");
  CHECK(results[3].verdict.outcome == Outcome::fail);
}

TEST_CASE("what fails in the same words has the same cause") {
  std::vector<CheckResult> results = {result("a", failed("it threw")),
                                      result("b", failed("it threw")),
                                      result("c", skipped("it threw"))};
  leave_causes({}, results);
  CHECK(results[0].verdict.outcome == Outcome::fail);
  CHECK(results[1].because == "a");
  CHECK(results[2].because.empty());
}

TEST_CASE("a warning explains nothing, and is explained") {
  const std::vector<Explained> explained = {{{"b"}, {"a"}}};
  std::vector<CheckResult> warned_first = {result("a", warned("odd")), result("b", failed("no"))};
  leave_causes(explained, warned_first);
  CHECK(warned_first[1].verdict.outcome == Outcome::fail);
  std::vector<CheckResult> failed_first = {result("a", failed("no")), result("b", warned("odd"))};
  leave_causes(explained, failed_first);
  CHECK(failed_first[1].because == "a");
}

}  // namespace
}  // namespace zeroth::host

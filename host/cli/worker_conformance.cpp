#include "host/cli/worker_conformance.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/base/problem.h"
#include "host/cases/cases.h"
#include "host/cli/output.h"
#include "host/cli/shell_quoted.h"
#include "host/conformance/conformance.h"

namespace zeroth::host {
namespace {

/// Golden numbers of the plugin's author, or of ours.
Check golden_check(const std::string& file) {
  const auto run = [file](const Subject& subject) {
    const std::vector<CaseResult> results =
        run_cases(file, Composer({{subject.id, subject.file}}, {}));
    for (const CaseResult& one : results) {
      if (!one.ok) return failed(fmt::format("case {}: {}", one.name, one.why));
    }
    return results.empty() ? skipped("the file has no case") : passed();
  };
  return {"golden-cases", "", 1, run, "the numbers of the case file are reproduced"};
}

ConformanceRequest request_of(const Json& json) {
  ConformanceRequest request;
  const std::map<std::string, std::string> files = json.at("files");
  for (const Json& one : json.at("subjects")) {
    request.subjects.push_back(
        {one.at("id"), one.at("file"), json.at("seed").get<std::uint64_t>(), files});
  }
  if (const auto cases = json.at("cases").get<std::string>(); !cases.empty()) {
    request.checks.push_back(golden_check(cases));
  }
  request.include = json.at("include").get<std::string>();
  request.strictness = json.at("strictness").get<int>();
  request.in_process = json.at("in_process").get<bool>();
  request.at_once = json.at("at_once").get<int>();
  request.seconds = json.at("seconds").get<double>();
  return request;
}

bool is_bad(const CheckResult& result) {
  return result.verdict.outcome == Outcome::fail || result.verdict.outcome == Outcome::crash;
}

/// The command that shows this result again.
std::string reproduction(const CheckResult& result) {
  return fmt::format("zeroth validate {} --strict 3 --include '^{}$' --seed {}",
                     shell_quoted(result.subject.file), result.check, result.subject.seed);
}

Json to_json(const std::vector<CheckResult>& results) {
  Json checks = Json::array();
  for (const CheckResult& one : results) {
    checks.push_back({{"name", one.check},
                      {"outcome", outcome_name(one.verdict.outcome)},
                      {"why", one.verdict.why}});
    if (is_bad(one)) checks.back()["reproduce"] = reproduction(one);
  }
  const Subject& subject = results.front().subject;
  return {{"id", subject.id}, {"file", subject.file}, {"checks", checks}};
}

/// "21 pass, 1 fail".
std::string counts_text(const std::vector<CheckResult>& results) {
  std::map<Outcome, int> counts;
  for (const CheckResult& one : results) ++counts[one.verdict.outcome];
  std::vector<std::string> texts;
  for (const auto& [outcome, count] : counts) {
    texts.push_back(fmt::format("{} {}", count, outcome_name(outcome)));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// The other checks that one cause broke.
std::vector<std::string> same_cause(const CheckResult& result,
                                    const std::vector<CheckResult>& results) {
  std::vector<std::string> names;
  for (const CheckResult& other : results) {
    if (other.verdict.why == result.verdict.why && other.check != result.check) {
      names.push_back(other.check);
    }
  }
  return names;
}

/// What did not pass; a cause is told once, however many checks it broke.
std::string to_text(const std::vector<CheckResult>& results) {
  const Subject& subject = results.front().subject;
  std::string text = fmt::format("{}  {}\n", subject.id, subject.file);
  std::set<std::string> told;
  for (const CheckResult& one : results) {
    if (one.verdict.outcome == Outcome::pass || !told.insert(one.verdict.why).second) continue;
    text += fmt::format("  {:<5}  {}: {}\n", outcome_name(one.verdict.outcome), one.check,
                        one.verdict.why);
    if (const auto same = same_cause(one, results); !same.empty()) {
      text += fmt::format("         the same: {}\n", fmt::join(same, ", "));
    }
    if (is_bad(one)) text += fmt::format("         again: {}\n", reproduction(one));
  }
  return text + fmt::format("  {}\n", counts_text(results));
}

/// What is told of one plugin after another, as soon as all of it is known.
class Report {
 public:
  explicit Report(bool json) : json_(json) {}

  void add(const CheckResult& result) {
    if (!results_.empty() && result.subject.id != results_.front().subject.id) end_plugin();
    results_.push_back(result);
  }

  /// @return how many checks failed.
  std::ptrdiff_t finish() {
    end_plugin();
    if (json_) print_json({{"plugins", plugins_}, {"failed", bad_}});
    return bad_;
  }

 private:
  void end_plugin() {
    if (results_.empty()) return;
    bad_ += std::count_if(results_.begin(), results_.end(), is_bad);
    if (json_) {
      plugins_.push_back(to_json(results_));
    } else {
      print_now(to_text(results_));
    }
    results_.clear();
  }

  bool json_;
  std::vector<CheckResult> results_;  // of the plugin that is being checked
  std::ptrdiff_t bad_ = 0;
  Json plugins_ = Json::array();
};

}  // namespace

int run_conformance(const Json& request) {
  at::set_num_threads(1);
  Report report(request.at("json").get<bool>());
  check_conformance(request_of(request), [&](const CheckResult& one) { report.add(one); });
  return report.finish() == 0 ? 0 : static_cast<int>(Exit::run_failed);
}

}  // namespace zeroth::host

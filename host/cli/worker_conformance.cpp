#include "host/cli/worker_conformance.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

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
  return {"golden-cases", {}, 1, run, "the numbers of the case file are reproduced"};
}

ConformanceRequest request_of(const Json& json) {
  ConformanceRequest request;
  const std::map<std::string, std::string> files = json.at("files");
  for (const Json& one : json.at("subjects")) {
    request.subjects.push_back({one.at("id"), one.at("file"), json.at("seed").get<std::uint64_t>(),
                                files, one.at("params"), json.at("device").get<std::string>()});
  }
  if (const auto cases = json.at("cases").get<std::string>(); !cases.empty()) {
    request.checks.push_back(golden_check(cases));
  }
  request.device = json.at("device").get<std::string>();
  request.include = json.at("include").get<std::string>();
  request.strictness = json.at("strictness").get<int>();
  request.in_process = json.at("in_process").get<bool>();
  request.at_once = json.at("at_once").get<int>();
  request.seconds = json.at("seconds").get<double>();
  return request;
}

/// The command that shows this result again.
std::string reproduction(const CheckResult& result) {
  std::string sets;
  for (const auto& [name, value] : result.subject.params.items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const bool reads_as_text = !value.is_string() || !Json::accept(text);
    sets += " --set " +
            shell_quoted(fmt::format("params.{}={}", name, reads_as_text ? text : value.dump()));
  }
  const std::string& device = result.subject.device;
  return fmt::format("zeroth validate {} --strict 3 --include '^{}$' --seed {}{}{}",
                     shell_quoted(result.subject.file), result.check, result.subject.seed,
                     device == Subject().device ? "" : " --device " + device, sets);
}

Json to_json(const std::vector<CheckResult>& results) {
  Json checks = Json::array();
  for (const CheckResult& one : results) {
    checks.push_back({{"name", one.check},
                      {"outcome", outcome_name(one.verdict.outcome)},
                      {"why", one.verdict.why}});
    if (!one.because.empty()) checks.back()["because"] = one.because;
    if (one.verdict.bad()) checks.back()["reproduce"] = reproduction(one);
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

/// The other checks whose result is that of this one, told once.
std::vector<std::string> same_result(const CheckResult& result,
                                     const std::vector<CheckResult>& results) {
  std::vector<std::string> names;
  for (const CheckResult& other : results) {
    if (other.because == result.check ||
        (other.check != result.check && other.verdict.why == result.verdict.why)) {
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
    const Verdict& verdict = one.verdict;
    if (verdict.outcome == Outcome::pass || !one.because.empty()) continue;
    if (!told.insert(verdict.why).second) continue;
    text += fmt::format("  {:<5}  {}: {}\n", outcome_name(verdict.outcome), one.check, verdict.why);
    if (const auto same = same_result(one, results); !same.empty()) {
      text += fmt::format("         {}: {}\n", verdict.bad() ? "skipped for it" : "the same",
                          fmt::join(same, ", "));
    }
    if (verdict.bad()) text += fmt::format("         again: {}\n", reproduction(one));
  }
  return text + fmt::format("  {}\n", counts_text(results));
}

/// What is told of one plugin after another, as soon as all of it is known.
class Report {
 public:
  explicit Report(bool json) : json_(json) {}

  void add(const std::vector<CheckResult>& plugin) {
    for (const CheckResult& one : plugin) bad_ += one.verdict.bad() ? 1 : 0;
    if (json_) {
      plugins_.push_back(to_json(plugin));
    } else {
      print_now(to_text(plugin));
    }
  }

  /// @return how many checks failed.
  int finish() const {
    if (json_) print_json({{"plugins", plugins_}, {"failed", bad_}});
    return bad_;
  }

 private:
  bool json_;
  int bad_ = 0;
  Json plugins_ = Json::array();
};

}  // namespace

int run_conformance(const Json& request) {
  at::set_num_threads(1);
  Report report(request.at("json").get<bool>());
  check_conformance(request_of(request), [&](const auto& plugin) { report.add(plugin); });
  return report.finish() == 0 ? 0 : static_cast<int>(Exit::run_failed);
}

}  // namespace zeroth::host

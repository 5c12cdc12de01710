#include "host/cli/worker_conformance.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <array>
#include <cstdio>

#include "host/base/problem.h"
#include "host/cli/output.h"
#include "host/conformance/conformance.h"
#include "host/run/cases.h"

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
  for (const Json& one : json.at("subjects")) {
    request.subjects.push_back(
        {one.at("id"), one.at("file"), json.at("seed").get<std::uint64_t>()});
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
  return fmt::format("zeroth validate '{}' --strict 3 --include '^{}$' --seed {}",
                     result.subject.file, result.check, result.subject.seed);
}

/// What is told of one plugin after another, as soon as it is known.
class Report {
 public:
  explicit Report(bool json) : json_(json) {}

  void add(const CheckResult& result) {
    if (result.subject.id != id_) begin(result.subject);
    ++counts_[static_cast<std::size_t>(result.verdict.outcome)];
    if (is_bad(result)) ++bad_;
    if (json_) {
      results_.push_back(to_json(result));
    } else {
      print(result);
    }
  }

  /// @return how many checks failed.
  int finish() {
    end();
    if (json_) print_json({{"plugins", plugins_}, {"failed", bad_}});
    return bad_;
  }

 private:
  void begin(const Subject& subject) {
    end();
    id_ = subject.id;
    file_ = subject.file;
    counts_ = {};
    results_ = Json::array();
    if (!json_) fmt::print("{}  {}\n", id_, file_);
  }

  void end() {
    if (id_.empty()) return;
    if (json_) plugins_.push_back({{"id", id_}, {"file", file_}, {"checks", results_}});
    if (!json_) fmt::print("  {}\n", counts_text());
    std::fflush(stdout);
  }

  static Json to_json(const CheckResult& result) {
    Json json = {{"name", result.check},
                 {"outcome", outcome_name(result.verdict.outcome)},
                 {"why", result.verdict.why}};
    if (is_bad(result)) json["reproduce"] = reproduction(result);
    return json;
  }

  static void print(const CheckResult& result) {
    if (result.verdict.outcome == Outcome::pass) return;
    fmt::print("  {:<5}  {}: {}\n", outcome_name(result.verdict.outcome), result.check,
               result.verdict.why);
    if (is_bad(result)) fmt::print("         again with: {}\n", reproduction(result));
    std::fflush(stdout);
  }

  std::string counts_text() const {
    std::string text;
    for (const Outcome outcome :
         {Outcome::pass, Outcome::fail, Outcome::crash, Outcome::warn, Outcome::skip}) {
      const int count = counts_[static_cast<std::size_t>(outcome)];
      if (count == 0) continue;
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, outcome_name(outcome));
    }
    return text;
  }

  bool json_;
  std::string id_, file_;
  std::array<int, 5> counts_{};
  int bad_ = 0;
  Json results_, plugins_ = Json::array();
};

}  // namespace

int run_conformance(const Json& request) {
  at::set_num_threads(1);
  Report report(request.at("json").get<bool>());
  check_conformance(request_of(request), [&](const CheckResult& one) { report.add(one); });
  return report.finish() == 0 ? 0 : static_cast<int>(Exit::run_failed);
}

}  // namespace zeroth::host

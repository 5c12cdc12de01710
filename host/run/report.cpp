#include "host/run/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace zeroth::host {
namespace {

constexpr const char* kFigures[] = {"U", "S", "H", "T1", "AUSUC"};

/// One row of the result table; a figure that cannot be known is a dash, one that the source does
/// not have stays empty.
std::string row(const std::string& label, const Json& source) {
  std::string text = fmt::format("  {:<12}", label);
  for (const char* figure : kFigures) {
    const bool has = source.contains(figure) && source[figure].is_number();
    const char* none = source.contains(figure) && source[figure].is_null() ? "-" : "";
    text +=
        has ? fmt::format("{:>8.1f}", source[figure].get<double>()) : fmt::format("{:>8}", none);
  }
  return text + "\n";
}

/// How well the run tells seen from unseen rows, and what its errors are due to.
std::string gate_text(const Json& gate) {
  const auto number = [&](const char* pointer) {
    return gate.at(Json::json_pointer(pointer)).get<double>();
  };
  return fmt::format(
      "seen or unseen: AUROC {:.1f}, FPR95 {:.1f}, AUPR {:.1f} (unseen positive; {:.1f} % of "
      "rows)\n"
      "lost to the gate U {:.1f} S {:.1f}, to the experts U {:.1f} S {:.1f}; "
      "with an oracle for the gate U {:.1f} S {:.1f} H {:.1f}\n",
      number("/AUROC"), number("/FPR95/unseen_positive"), number("/AUPR/unseen_positive"),
      number("/unseen_share"), number("/lost_to_gate/U"), number("/lost_to_gate/S"),
      number("/lost_to_experts/U"), number("/lost_to_experts/S"), number("/oracle/U"),
      number("/oracle/S"), number("/oracle/H"));
}

/// Why there are dashes in the table.
std::string absence_text(const Json& metrics) {
  if (metrics.at("T1").is_null()) {
    return "U, H, T1 and AUSUC need test rows of unseen classes: the data have no test_unseen\n";
  }
  return "U, S, H and AUSUC need test rows of seen classes: the data have no test_seen\n";
}

std::string bytes_text(double bytes) {
  constexpr double kMebi = 1024.0 * 1024.0;
  return fmt::format("{:.0f} MiB", bytes / kMebi);
}

}  // namespace

std::string result_text(const Json& result) {
  std::string text = fmt::format("{}, seed {}\n  {:<12}", result.at("pipeline").get<std::string>(),
                                 result.at("seed").dump(), "percent");
  for (const char* figure : kFigures) text += fmt::format("{:>8}", figure);
  text += "\n" + row("this run", result.at("metrics"));
  if (result.contains("optimum")) text += row("optimum", result.at("optimum"));
  if (result.contains("published")) text += row("published", result.at("published"));
  text += result.at("gate").is_null() ? absence_text(result.at("metrics"))
                                      : gate_text(result.at("gate"));
  text += fmt::format("protocol {}, epoch {}, looks at the test set: {}\nrun directory: {}\n",
                      result.at("protocol").get<std::string>(), result.at("epoch").dump(),
                      result.at("test_looks").dump(), result.at("run_dir").get<std::string>());
  return text;
}

std::string cases_text(const std::vector<CaseResult>& results) {
  std::string text;
  for (const CaseResult& one : results) {
    text += fmt::format("{:<6} {:<28} {:<40} {:.2e}{}{}\n",
                        one.ok ? "ok" : (one.known ? "FAILED" : "absent"), one.component, one.name,
                        one.max_error, one.why.empty() ? "" : "  ", one.why);
  }
  const auto failed =
      std::count_if(results.begin(), results.end(), [](const CaseResult& one) { return !one.ok; });
  return text + fmt::format("{} cases, {} failed\n", results.size(), failed);
}

std::string dry_run_text(const Json& report) {
  std::string text = "shapes\n";
  for (const auto& [name, value] : report.at("shapes").items()) {
    text += fmt::format("  {:<20} {:>12}\n", name, value.dump());
  }
  text += "parameters\n";
  for (const auto& [name, value] : report.at("parameters").items()) {
    text += fmt::format("  {:<20} {:>12}\n", name, value.dump());
  }
  text += "training\n";
  for (const Json& stage : report.at("stages")) {
    const Json& seconds = stage.at("seconds");
    text += fmt::format(
        "  {:<20} {:>6} epochs{}\n", stage.at("name").get<std::string>(), stage.at("epochs").dump(),
        seconds.is_null() ? "" : fmt::format(", about {:.0f} s", seconds.get<double>()));
  }
  return text +
         fmt::format("memory at least {}\n", bytes_text(report.at("memory_bytes").get<double>()));
}

}  // namespace zeroth::host

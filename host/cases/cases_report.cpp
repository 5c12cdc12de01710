#include "host/cases/cases_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace zeroth::host {

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

}  // namespace zeroth::host

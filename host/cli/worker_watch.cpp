#include "host/cli/worker_watch.h"

#include <cstdio>

#include "host/base/progress.h"
#include "host/cli/output.h"
#include "host/report/write_report.h"
#include "host/watch/watch.h"

namespace zeroth::host {
namespace {

void report_on(const RunSummary& run, const std::filesystem::path& out) {
  constexpr std::size_t kColumns = 80;
  Progress silent(ProgressMode::none, stderr);
  ReportRequest request;
  request.directories = {run.path};
  request.out = out;
  write_report(request, silent, kColumns);
}

}  // namespace

int watch_runs(const Json& document) {
  return watch(parse_watch_request(document), report_on,
               [](const std::string& line) { print_now(line); });
}

}  // namespace zeroth::host

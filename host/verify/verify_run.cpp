#include "host/verify/verify_run.h"

#include <fmt/format.h>

#include "host/base/columns.h"
#include "host/base/interrupt.h"
#include "host/verify/data_checks.h"
#include "host/verify/figure_checks.h"
#include "host/verify/model_checks.h"
#include "host/verify/record_checks.h"
#include "host/verify/recorded_run.h"

namespace zeroth::host {
namespace {

void check_state(const RecordedRun& run, RunChecks& checks) {
  if (!run.status) return;
  const std::string state = run.status->value("state", "unknown");
  if (state == "finished") return checks.ok("state", "finished");
  checks.differs("state", fmt::format("there is a result, and status.json says: {}", state));
}

void check_all(const VerifyRequest& request, Progress& progress, RunChecks& checks) {
  const RecordedRun run = read_recorded_run(request.run, checks);
  check_state(run, checks);
  check_record(run, checks);
  check_figures(run, is_same_place(run), checks);
  check_checkpoint(run, checks);
  check_evaluations(run, checks);
  const bool has_model = check_model(run, checks);
  check_environment(run, checks);
  const bool same_plugins = check_plugins(run, request.plugins, checks);
  if (!request.with_data) {
    checks.unchecked("data",
                     "left out by --without-data, and with them rows, labels and what the "
                     "model says of them");
    return;
  }
  const Composer composer(request.plugins.files, {});
  check_data(run, {request.data, has_model, same_plugins}, composer, progress, checks);
}

std::string summary(const RunChecks& checks) {
  const auto differs = checks.count(RunVerdict::differs);
  const auto unchecked = checks.count(RunVerdict::unchecked);
  std::string text = differs == 0 ? "All that can be checked here is right"
                                  : fmt::format("{} {}", differs,
                                                differs == 1 ? "check differs" : "checks differ");
  if (unchecked > 0) text += fmt::format("; {} cannot be checked here", unchecked);
  return text + ".\n";
}

}  // namespace

VerifyRequest parse_verify_request(const Json& document) {
  const Json& options = document.at("options");
  VerifyRequest request;
  request.run = options.at("model").get<std::string>();
  request.name = options.at("name").get<std::string>();
  request.plugins = {document.at("plugins").get<std::map<std::string, std::string>>(),
                     options.at("versions").get<std::map<std::string, std::string>>()};
  request.with_data = options.at("with_data").get<bool>();
  request.data = options.at("data").get<std::string>();
  return request;
}

RunChecks verify_run(const VerifyRequest& request, Progress& progress) {
  const InterruptGuard guard;
  RunChecks checks;
  check_all(request, progress, checks);
  return checks;
}

Json verification_document(const VerifyRequest& request, const RunChecks& checks) {
  return {{"run", request.name},
          {"checks", to_json(checks)},
          {"ok", checks.count(RunVerdict::ok)},
          {"differs", checks.count(RunVerdict::differs)},
          {"unchecked", checks.count(RunVerdict::unchecked)}};
}

std::string verification_text(const VerifyRequest& request, const RunChecks& checks,
                              std::size_t columns) {
  return request.name + "\n" + checks_text(checks, columns) + "\n" +
         wrapped_lines(summary(checks), columns);
}

}  // namespace zeroth::host

#include "host/cli/worker_commands.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "host/base/problem.h"
#include "host/base/progress.h"
#include "host/base/terminal.h"
#include "host/cases/cases.h"
#include "host/cases/cases_report.h"
#include "host/cli/output.h"
#include "host/cli/problems_json.h"
#include "host/cli/shell_quoted.h"
#include "host/cli/worker_conformance.h"
#include "host/cli/worker_diff.h"
#include "host/cli/worker_watch.h"
#include "host/device/device.h"
#include "host/explain/explain.h"
#include "host/export/export_model.h"
#include "host/extract/extract.h"
#include "host/import/import.h"
#include "host/model/predict.h"
#include "host/read/convert_data.h"
#include "host/read/loaded_reader.h"
#include "host/read/verify_data.h"
#include "host/report/write_report.h"
#include "host/reuse/amend_model.h"
#include "host/reuse/evaluate_model.h"
#include "host/run/dry_run.h"
#include "host/run/environment.h"
#include "host/run/rank_of_run.h"
#include "host/run/report.h"
#include "host/run/run_device.h"
#include "host/run/runner.h"
#include "host/serve/serve.h"
#include "host/verify/compare_runs.h"
#include "host/verify/make_bundle.h"
#include "host/verify/rerun.h"
#include "host/verify/verify_run.h"

namespace zeroth::host {
namespace {

/// Of a text for people.
std::size_t text_columns() {
  constexpr std::size_t kWidest = 80;
  return std::min(terminal_columns(stdout), kWidest);
}

int run(const Json& document) {
  const RunRequest request = parse_run_request(document);
  at::set_num_threads(request.threads);
  Progress progress(progress_mode(request.progress, stderr), stderr);
  if (request.dry_run) {
    const Json report = dry_run(request, progress);
    if (request.json) print_json(report);
    if (!request.json) print_text(dry_run_text(report));
    return 0;
  }
  const RankEnd end = request.ranks ? run_as_rank(request, progress)
                                    : RankEnd{Exit::ok, Runner(request, progress).run()};
  const Json& result = end.result;
  if (result.is_null()) return static_cast<int>(end.code);
  if (request.json) print_json(result);
  if (!request.json) {
    print_text(result_text(result, text_columns()));
  }
  return 0;
}

Json to_json(const CaseResult& result) {
  Json json = {{"component", result.component},
               {"name", result.name},
               {"ok", result.ok},
               {"max_error", result.max_error}};
  if (!result.why.empty()) json["why"] = result.why;
  return json;
}

int check_cases(const Json& document) {
  const Composer composer(document.at("plugins").get<std::map<std::string, std::string>>(), {});
  const at::Device device = device_named(document.at("options").at("device"));
  std::vector<CaseResult> results;
  for (const Json& file : document.at("files")) {
    for (CaseResult& one : run_cases(file.get<std::string>(), composer, device)) {
      results.push_back(std::move(one));
    }
  }
  const auto failed =
      std::count_if(results.begin(), results.end(), [](const CaseResult& one) { return !one.ok; });
  if (document.at("options").at("json").get<bool>()) {
    Json cases = Json::array();
    for (const CaseResult& one : results) cases.push_back(to_json(one));
    print_json({{"cases", cases}, {"failed", failed}});
  } else {
    print_text(cases_text(results));
  }
  return failed == 0 ? 0 : static_cast<int>(Exit::run_failed);
}

int extract_regions(const Json& options) {
  const ExtractRequest request = parse_extract_request(options);
  Progress progress(progress_mode(request.progress, stderr), stderr);
  const Json made = extract(request, progress);
  if (options.at("json").get<bool>()) {
    print_json(made);
  } else {
    print_format("{}: {} images, {} skipped\n", made.at("file").get<std::string>(),
                 made.at("images").get<std::int64_t>(), made.at("skipped").get<std::int64_t>());
  }
  return 0;
}

int import_data(const Json& options) {
  const ImportRequest request = parse_import_request(options);
  Progress progress(progress_mode(request.progress, stderr), stderr);
  const Json made = import_data_set(request, progress);
  if (options.at("json").get<bool>()) {
    print_json(made);
  } else {
    const std::string pipeline = shell_quoted(made.at("pipeline").get<std::string>());
    const std::string data = shell_quoted(made.at("data").get<std::string>());
    print_text(import_text(made) + "  check with: zeroth data verify " + data +
               "\n  train with: zeroth run " + pipeline + "\n");
  }
  return 0;
}

Composer composer_of(const Json& request) {
  return {request.at("plugins").get<std::map<std::string, std::string>>(),
          request.value("origins", std::map<std::string, std::string>())};
}

/// Computes by as many threads as the options say.
Progress begin_on_model(const Json& options) {
  at::set_num_threads(options.at("threads").get<int>());
  return {progress_mode(options.at("progress").get<std::string>(), stderr), stderr};
}

/// The one of that name, ready to compute the same twice.
at::Device device_of(const Json& options) { return run_device({{"device", options.at("device")}}); }

int predict_rows(const Json& document) {
  const Json& options = document.at("options");
  Progress progress = begin_on_model(options);
  PredictRequest request = parse_predict_request(document);
  request.device = device_of(options);
  const Predicted done = predict(request, progress);
  if (done.skipped > 0) {
    progress.warning(
        fmt::format("{} of {} were left out: rows with a number that is not finite, or pictures "
                    "that cannot be read",
                    done.skipped, done.rows + done.skipped));
  }
  return 0;
}

int evaluate_again(const Json& document) {
  const Json& options = document.at("options");
  Progress progress = begin_on_model(options);
  EvaluationRequest request = parse_evaluation_request(document);
  request.device = device_of(options);
  const Json told = evaluate_model(request, progress);
  if (options.at("json").get<bool>()) {
    print_json(told);
  } else {
    print_text(evaluation_text(told, text_columns()));
  }
  return 0;
}

int verify_recorded(const Json& document) {
  const Json& options = document.at("options");
  Progress progress = begin_on_model(options);
  const VerifyRequest request = parse_verify_request(document);
  const RunChecks checks = verify_run(request, progress);
  if (options.at("json").get<bool>()) {
    print_json(verification_document(request, checks));
  } else {
    print_text(verification_text(request, checks, text_columns()));
  }
  const bool differs = checks.count(RunVerdict::differs) > 0;
  return differs ? static_cast<int>(Exit::bad_data) : 0;
}

int pack_bundle(const Json& document) {
  const Json& options = document.at("options");
  Progress progress = begin_on_model(options);
  const Json told = make_bundle(parse_bundle_request(document), progress);
  options.at("json").get<bool>() ? print_json(told) : print_text(bundle_text(told, text_columns()));
  return 0;
}

int rerun_and_compare(const Json& document) {
  Progress progress = begin_on_model(document.at("options"));
  const Json told = rerun(parse_rerun_request(document), progress);
  if (document.at("options").at("json").get<bool>()) {
    print_json(told);
  } else {
    print_format(
        "{}\nagain in {}{}\n", told.at("of").get<std::string>(),
        told.at("run_dir").get<std::string>(),
        told.at("had_ended").get<bool>() ? ", which had ended before: nothing was run now" : "");
    print_text(comparison_text(told, text_columns()));
  }
  return told.at("verdict") == "other figures" ? static_cast<int>(Exit::bad_data) : 0;
}

int report_on_runs(const Json& document) {
  const Json& options = document.at("options");
  Progress progress = begin_on_model(options);
  const ReportRequest request = parse_report_request(document);
  const WrittenReport written = write_report(request, progress, terminal_columns(stdout));
  options.at("json").get<bool>() ? print_json(written.document) : print_text(written.text);
  return 0;
}

int export_to(const Json& document) {
  const Json& options = document.at("options");
  Progress progress = begin_on_model(options);
  const Json told = export_model(parse_export_request(document), progress);
  options.at("json").get<bool>() ? print_json(told) : print_text(export_text(told, text_columns()));
  return 0;
}

int serve_model(const Json& document) {
  at::set_num_threads(document.at("options").at("threads").get<int>());
  return serve(parse_serve_request(document), [](const std::string& line) { print_now(line); });
}

int amend(const Json& document) {
  const Json& options = document.at("options");
  Progress progress = begin_on_model(options);
  const Json told = amend_model(parse_amend_request(document), progress);
  options.at("json").get<bool>() ? print_json(told) : print_text(amend_text(told, text_columns()));
  return 0;
}

/// It refuses parameters that do not fit together.
int make_reader(const Json& request) {
  try {
    LoadedReader(request.at("pipeline"), composer_of(request));
  } catch (const Failure& failure) {
    if (!request.at("json").get<bool>()) throw;
    print_json(invalid_json(failure.problems()));
    return static_cast<int>(failure.code());
  }
  return 0;
}

DataPlace place_of_data(const Json& options) {
  return {options.at("path").get<std::string>(), options.at("use").get<std::string>(),
          options.at("params")};
}

int verify(const Json& request) {
  const Json& options = request.at("options");
  Progress progress(ProgressMode::plain, stderr);
  const DataReport report = verify_data(place_of_data(options), composer_of(request), progress);
  options.at("json").get<bool>() ? print_json(report.to_json()) : print_text(report.to_text());
  return 0;
}

int convert(const Json& request) {
  const Json& options = request.at("options");
  Progress progress(ProgressMode::plain, stderr);
  const Json made = convert_data(parse_convert_request(options), composer_of(request), progress);
  if (options.at("json").get<bool>()) {
    print_json(made);
  } else {
    print_format("{}: {} images of {} classes, {} features\n", made.at("folder").get<std::string>(),
                 made.at("images").get<std::int64_t>(), made.at("classes").get<std::int64_t>(),
                 made.at("features").get<std::int64_t>());
  }
  return 0;
}

}  // namespace

int run_worker_command(const Json& request) {
  const auto command = request.at("command").get<std::string>();
  if (command == "run") return run(request);
  if (command == "check-cases") return check_cases(request);
  if (command == "extract") return extract_regions(request.at("options"));
  if (command == "import") return import_data(request.at("options"));
  if (command == "predict") return predict_rows(request);
  if (command == "serve") return serve_model(request);
  if (command == "export") return export_to(request);
  if (command == "amend-model") return amend(request);
  if (command == "evaluate") return evaluate_again(request);
  if (command == "bundle") return pack_bundle(request);
  if (command == "rerun") return rerun_and_compare(request);
  if (command == "verify") return verify_recorded(request);
  if (command == "watch") return watch_runs(request);
  if (command == "report") return report_on_runs(request);
  if (command == "diff") {
    print_json(figures_of_two_runs(request.at("options")));
    return 0;
  }
  if (command == "explain") {
    print_text(explain(parse_explain_request(request)));
    return 0;
  }
  if (command == "verify-data") return verify(request);
  if (command == "convert-data") return convert(request);
  if (command == "make-reader") return make_reader(request);
  if (command == "conformance") return run_conformance(request);
  if (command == "doctor") {
    print_json(describe_environment());
    return 0;
  }
  throw Failure(Exit::internal, {"zeroth-worker knows no command \"" + command + "\"", "", {}, ""});
}

}  // namespace zeroth::host

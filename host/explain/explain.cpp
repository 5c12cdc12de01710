#include "host/explain/explain.h"

#include <fmt/format.h>
#include <zeroth/formats/atomic_file.h>

#include <cstdio>
#include <filesystem>

#include "host/base/problem.h"
#include "host/base/progress.h"
#include "host/explain/explained_run.h"
#include "host/explain/sample.h"
#include "host/explain/sample_report.h"
#include "host/explain/sensitivity.h"
#include "host/explain/sensitivity_report.h"

namespace zeroth::host {
namespace {

constexpr int kExplanationVersion = 1;

Json to_json(const SensitivityPoint& point) {
  return {{"value", point.value}, {"U", point.U}, {"S", point.S}, {"H", point.H}, {"T1", point.T1}};
}

Json to_json(const SensitivityCurve& curve) {
  Json points = Json::array();
  for (const SensitivityPoint& point : curve.points) points.push_back(to_json(point));
  return {{"setting", curve.setting},
          {"expert", curve.expert},
          {"title", curve.title},
          {"help", curve.help},
          {"own", curve.points[curve.own].value},
          {"points", points}};
}

Json sensitivity_document(const ExplainedRun& run, const Composer& composer) {
  const Sensitivity found = sensitivity(stored_scores(run, composer));
  Json curves = Json::array();
  for (const SensitivityCurve& curve : found.curves) curves.push_back(to_json(curve));
  return {{"schema_version", kExplanationVersion},
          {"run_dir", run.directory.path().string()},
          {"pipeline", run.pipeline.at("name")},
          {"note",
           "computed on the test set from stored scores, nothing is trained anew; it counts as "
           "looking at the test set, so choose no setting by it"},
          {"curves", curves},
          {"left_out", found.left_out}};
}

Json sample_document(const ExplainedRun& run, const Composer& composer,
                     const ExplainRequest& request) {
  Json document = to_json(explain_sample(
      run, composer,
      {*request.sample, request.attributes, request.images, request.attribute_names}));
  document["schema_version"] = kExplanationVersion;
  document["run_dir"] = run.directory.path().string();
  document["pipeline"] = run.pipeline.at("name");
  return document;
}

std::string dumped(const Json& document) {
  constexpr int kIndent = 2;
  return document.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

ExplainRequest parse_explain_request(const Json& document) {
  try {
    ExplainRequest request;
    request.pipeline = document.at("pipeline");
    request.origins = document.at("origins").get<std::map<std::string, std::string>>();
    request.plugins = document.at("plugins").get<std::map<std::string, std::string>>();
    const Json& options = document.at("options");
    request.run = options.at("run").get<std::string>();
    const Json& sample = options.at("sample");
    if (!sample.is_null()) request.sample = sample.get<std::int64_t>();
    request.out = options.at("out").get<std::string>();
    request.images = options.at("images").get<std::string>();
    request.attributes = options.at("attributes").get<std::int64_t>();
    request.attribute_names = options.at("attribute_names").get<std::string>();
    request.json = options.at("json").get<bool>();
    return request;
  } catch (const Json::exception& error) {
    throw Failure(Exit::internal, {"the request to zeroth-worker is not well-formed",
                                   "",
                                   {error.what()},
                                   "start it through `zeroth explain`"});
  }
}

std::string explain(const ExplainRequest& request) {
  Progress progress(ProgressMode::plain, stderr);
  const Composer composer(request.plugins, request.origins);
  const ExplainedRun run = open_explained_run(request.run, request.pipeline, composer, progress);
  const Json document = request.sample ? sample_document(run, composer, request)
                                       : sensitivity_document(run, composer);
  if (!request.out.empty()) {
    const bool svg = std::filesystem::path(request.out).extension() == ".svg";
    const std::string drawing = request.sample ? sample_page(document)
                                : svg          ? sensitivity_svg(document)
                                               : sensitivity_page(document);
    formats::AtomicFile file(request.out);
    file.write(drawing.data(), drawing.size());
    file.commit();
  }
  if (request.json) return dumped(document);
  return request.sample ? sample_text(document) : sensitivity_text(document);
}

}  // namespace zeroth::host

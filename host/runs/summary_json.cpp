#include "host/runs/summary_json.h"

namespace zeroth::host {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json to_json(const RunProgress& progress) {
  if (progress.part.empty()) return nullptr;
  return {{"part", progress.part},
          {"stage", progress.stage},
          {"epoch", progress.epoch},
          {"epochs", progress.epochs > 0 ? Json(progress.epochs) : Json()}};
}

}  // namespace

Json to_json(const RunSummary& run) {
  Json figures = Json::object();
  for (const auto& [name, value] : run.figures) figures[name] = value;
  return {{"run", run.name},
          {"path", run.path.string()},
          {"state", name_of(run.state)},
          {"problem", text_or_null(run.problem)},
          {"error", text_or_null(run.error)},
          {"start", text_or_null(run.start)},
          {"end", text_or_null(run.end)},
          {"seconds", run.seconds},
          {"host", text_or_null(run.host)},
          {"user", text_or_null(run.user)},
          {"holder", text_or_null(run.holder)},
          {"pipeline",
           {{"name", text_or_null(run.pipeline_name)}, {"hash", text_or_null(run.pipeline_hash)}}},
          {"recipe", text_or_null(run.recipe)},
          {"protocol", text_or_null(run.protocol)},
          {"setting", text_or_null(run.setting)},
          {"seed", run.seed ? Json(*run.seed) : Json()},
          {"data", {{"name", text_or_null(run.data)}, {"hash", text_or_null(run.data_hash)}}},
          {"figures", figures},
          {"progress", to_json(run.progress)},
          {"evaluation", run.progress.evaluation},
          {"size", run.size}};
}

}  // namespace zeroth::host

#include "host/run/run_record.h"

#include <fmt/format.h>

namespace zeroth::host {

namespace {

Json sides(const GzslAccuracy& accuracy) {
  return {{"U", 100 * accuracy.U}, {"S", 100 * accuracy.S}};
}

}  // namespace

Json figures(const GateFigures& gate) {
  const OodMetrics& detector = gate.detector;
  Json oracle = sides(gate.oracle);
  oracle["H"] = 100 * gate.oracle.H;
  return {{"AUROC", 100 * detector.auroc},
          {"FPR95",
           {{"seen_positive", 100 * detector.fpr95_seen_positive},
            {"unseen_positive", 100 * detector.fpr95_unseen_positive}}},
          {"AUPR",
           {{"seen_positive", 100 * detector.aupr_seen_positive},
            {"unseen_positive", 100 * detector.aupr_unseen_positive}}},
          {"unseen_share", 100 * detector.unseen_share},
          {"lost_to_gate", sides(gate.lost_to_gate)},
          {"lost_to_experts", sides(gate.lost_to_experts)},
          {"oracle", oracle}};
}

Json figures(const Evaluation& evaluation) {
  const auto if_known = [](bool known, double figure) { return known ? Json(figure) : Json(); };
  const bool both = evaluation.has_both();
  return {{"U", if_known(both, evaluation.U)},
          {"S", if_known(evaluation.has_seen_rows, evaluation.S)},
          {"H", if_known(both, evaluation.H)},
          {"T1", if_known(evaluation.has_unseen_rows, evaluation.T1)},
          {"AUSUC", if_known(both, evaluation.AUSUC)}};
}

std::string figures_text(const Json& figures) {
  std::string text;
  for (const char* name : {"U", "S", "H", "T1"}) {
    const Json& figure = figures.at(name);
    if (figure.is_null()) continue;
    text += fmt::format("{}{} {:.1f}", text.empty() ? "" : "  ", name, figure.get<double>());
  }
  return text;
}

Json RunRecord::to_json() const {
  return {{"part", part},
          {"epochs", epochs},
          {"test_looks", test_looks},
          {"best_epoch", best_epoch},
          {"best_H", best_H},
          {"best_figures", best_figures},
          {"best_gate", best_gate},
          {"threshold", threshold ? Json(*threshold) : Json()},
          {"metrics_size", metrics_size}};
}

RunRecord RunRecord::from_json(const Json& json) {
  RunRecord record;
  record.part = json.at("part").get<std::string>();
  record.epochs = json.at("epochs").get<std::int64_t>();
  record.test_looks = json.at("test_looks").get<std::int64_t>();
  record.best_epoch = json.at("best_epoch").get<std::int64_t>();
  record.best_H = json.at("best_H").get<double>();
  record.best_figures = json.at("best_figures");
  record.best_gate = json.at("best_gate");
  const Json& threshold = json.at("threshold");
  if (!threshold.is_null()) record.threshold = threshold.get<double>();
  record.metrics_size = json.at("metrics_size").get<std::uintmax_t>();
  return record;
}

}  // namespace zeroth::host

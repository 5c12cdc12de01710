#include "host/run/figures.h"

#include <fmt/format.h>

namespace zeroth::host {
namespace {

Json sides(const GzslAccuracy& accuracy) {
  return {{"U", 100 * accuracy.U}, {"S", 100 * accuracy.S}};
}

/// Name of what the best epoch is chosen by; empty when there is none.
std::string choosing_name(const Json& figures) {
  for (const char* name : {"H", "T1", "S"}) {
    if (figures.at(name).is_number()) return name;
  }
  return "";
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

double choosing_figure(const Json& figures) {
  const std::string name = choosing_name(figures);
  return name.empty() ? 0 : figures.at(name).get<double>();
}

std::string choosing_text(const Json& figures) {
  const std::string name = choosing_name(figures);
  return name.empty() ? "" : fmt::format("{} {:.1f}", name, figures.at(name).get<double>());
}

}  // namespace zeroth::host

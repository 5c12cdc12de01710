#include "host/run/figures.h"

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
  return {{"U", evaluation.U},
          {"S", evaluation.S},
          {"H", evaluation.H},
          {"T1", evaluation.T1},
          {"AUSUC", evaluation.AUSUC}};
}

}  // namespace zeroth::host

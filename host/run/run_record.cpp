#include "host/run/run_record.h"

namespace zeroth::host {

Json figures(const Evaluation& evaluation) {
  return {{"U", evaluation.U},
          {"S", evaluation.S},
          {"H", evaluation.H},
          {"T1", evaluation.T1},
          {"AUSUC", evaluation.AUSUC}};
}

Json RunRecord::to_json() const {
  return {{"part", part},
          {"epochs", epochs},
          {"test_looks", test_looks},
          {"best_epoch", best_epoch},
          {"best_H", best_H},
          {"best_figures", best_figures},
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
  record.metrics_size = json.at("metrics_size").get<std::uintmax_t>();
  return record;
}

}  // namespace zeroth::host

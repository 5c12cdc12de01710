#include "host/report/report_json.h"

namespace zeroth::host {
namespace {

constexpr int kReportVersion = 1;

Json to_json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json to_json(const Summary& one) {
  return {{"n", one.n}, {"mean", one.mean}, {"deviation", to_json(one.deviation)}};
}

Json figures_json(const ReportRow& row) {
  Json figures = Json::object();
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    const auto& one = row.figures[f];
    if (!one) continue;
    figures[kFigureNames[f]] = {{"mean", one->seeds.mean},
                                {"deviation", to_json(one->seeds.deviation)},
                                {"low", one->interval.low},
                                {"high", one->interval.high},
                                {"image_variance", one->image_variance},
                                {"standing", name_of(row.standings[f])}};
  }
  return figures;
}

Json run_json(const ReportRun& run) {
  Json figures = Json::object();
  for (const auto& [name, value] : run.summary.figures) figures[name] = value;
  return {{"run", run.name()},
          {"path", run.path().string()},
          {"seed", run.seed},
          {"epoch", run.outcomes.look.epoch},
          {"figures", figures},
          {"test_looks", run.test_looks},
          {"seconds", run.summary.seconds},
          {"pipeline_hash", run.identity.pipeline},
          {"scores_hash", run.outcomes.look.scores},
          {"environment", run.identity.last_environment()}};
}

Json setting_json(const ReportSetting& setting, const ReportRow& row) {
  Json values = Json::object(), gate = Json::object(), runs = Json::array();
  for (const auto& [path, value] : setting.values) values[path] = value;
  for (const auto& [name, summary] : row.gate) gate[name] = to_json(summary);
  for (const ReportRun& run : setting.runs) runs.push_back(run_json(run));
  return {{"label", setting.label},
          {"pipeline", setting.name},
          {"values", values},
          {"n", setting.runs.size()},
          {"figures", figures_json(row)},
          {"gate", gate},
          {"seconds", to_json(row.seconds)},
          {"test_looks", {row.fewest_looks, row.most_looks}},
          {"plugins", setting.runs.front().identity.plugins},
          {"runs", runs}};
}

Json to_json(const PublishedRow& row) {
  Json figures = Json::object();
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    if (row.figures[f]) figures[kFigureNames[f]] = *row.figures[f];
  }
  return {{"name", row.name},
          {"source", row.source},
          {"protocol", row.protocol.empty() ? Json() : Json(row.protocol)},
          {"figures", figures}};
}

Json to_json(const FigureDifference& one) {
  return {{"value", one.value},
          {"deviation", to_json(one.deviation)},
          {"low", one.interval.low},
          {"high", one.interval.high},
          {"p", one.p},
          {"adjusted_p", to_json(one.adjusted_p)},
          {"image_variance", one.image_variance},
          {"distinguishable", one.distinguishable()}};
}

Json pair_json(const ReportPair& pair, const ReportGroup& group) {
  Json figures = Json::object();
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    if (pair.figures[f]) figures[kFigureNames[f]] = to_json(*pair.figures[f]);
  }
  return {{"first", group.settings[pair.first].label},
          {"second", group.settings[pair.second].label},
          {"paired_by_seed", pair.pairing == Pairing::by_seed},
          {"figures", figures},
          {"sentence", pair.sentence}};
}

Json group_json(const ReportGroup& group, const ReportTable& table) {
  Json settings = Json::array(), published = Json::array(), pairs = Json::array();
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    settings.push_back(setting_json(group.settings[i], table.rows[i]));
  }
  for (const PublishedRow& one : table.published) published.push_back(to_json(one));
  for (const ReportPair& one : table.pairs) pairs.push_back(pair_json(one, group));
  return {{"data", group.data},
          {"data_hash", group.data_hash},
          {"protocol", group.protocol},
          {"setting", group.setting},
          {"oracle_gate", group.oracle_gate},
          {"test_rows", group.rows().size()},
          {"main", table.main ? Json(kFigureNames[*table.main]) : Json()},
          {"baseline", group.settings[table.baseline].label},
          {"settings", settings},
          {"published", published},
          {"pairs", pairs},
          {"sentences", table.sentences}};
}

Json to_json(const OptimismRow& row) {
  Json gaps = Json::object();
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    if (!row.gaps[f]) continue;
    Json gap = to_json(row.gaps[f]->gap);
    if (const auto& interval = row.gaps[f]->interval) {
      gap["low"] = interval->low;
      gap["high"] = interval->high;
    }
    gaps[kFigureNames[f]] = gap;
  }
  return {{"label", row.label},     {"data", row.data},
          {"setting", row.setting}, {"best_on_test", "paper-oracle"},
          {"strict", row.strict},   {"gaps", gaps}};
}

}  // namespace

Json report_json(const ReportData& data, const ReportTables& tables) {
  Json groups = Json::array(), optimism = Json::array(), left_out = Json::array();
  for (const ReportTable& one : tables.groups) {
    groups.push_back(group_json(data.groups[one.group], one));
  }
  for (const OptimismRow& one : tables.optimism) optimism.push_back(to_json(one));
  for (const LeftOutRun& one : data.left_out) {
    left_out.push_back({{"path", one.path.string()}, {"why", one.why}});
  }
  return {{kReportMember, kReportVersion}, {"runs", data.runs()},  {"groups", groups},
          {"optimism", optimism},          {"left_out", left_out}, {"notes", data.notes}};
}

}  // namespace zeroth::host

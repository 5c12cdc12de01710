#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/report/report_run.h"

namespace zeroth::host {

/// A value in which settings of a group differ: its path in the pipeline, or the plugin whose build
/// it is, and what it is as text; empty where a setting has none.
using ReportValue = std::pair<std::string, std::string>;

/// Runs that differ in nothing but their seed: the same resolved pipeline, data and plugins.
struct ReportSetting {
  std::string label;  ///< tells it apart in its group: "ce-gzsl", "ce-gzsl, train.epochs 40"
  std::string name;   ///< of its pipeline
  std::vector<ReportValue> values;  ///< one for each of ReportGroup::columns
  std::vector<ReportRun> runs;      ///< at least one, by seed; every seed once

  const Json& pipeline() const { return runs.front().pipeline(); }
};

/// Settings that may be held against each other: tested on the same rows of the same data, by the
/// same protocol, in the same setting of the problem. Nothing is ever averaged or compared across
/// groups but the optimism gap.
struct ReportGroup {
  std::string data, data_hash;
  std::string protocol;              ///< "strict-val"
  std::string setting;               ///< "inductive"
  bool oracle_gate = false;          ///< told of every test row whether its class is seen
  std::vector<std::string> columns;  ///< paths in which settings of the same name differ
  std::vector<ReportSetting> settings;

  /// "CUB, strict-val, inductive"; tells groups apart together with the hash of the data.
  std::string title() const;
  const RowOutcomes& rows() const { return settings.front().runs.front().outcomes.rows; }
};

/// The runs of a report.
struct ReportData {
  std::vector<ReportGroup> groups;  ///< none is empty
  std::vector<LeftOutRun> left_out;
  std::vector<std::string> notes;  ///< sentences: seeds that were run twice, other environments

  std::size_t runs() const;
};

}  // namespace zeroth::host

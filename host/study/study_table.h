#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/statistics/summary.h"
#include "host/study/study_plan.h"

namespace zeroth::host {

/// A run that has ended, as a table sees it.
struct TableRun {
  std::size_t pipeline = 0;  ///< of the plan
  std::string name;          ///< of the pipeline
  std::vector<Setting> settings;
  Json result;                              ///< result.json; null of one that failed
  std::string data = {};                    ///< hash of the data that it had; empty: not known
  std::string error = {};                   ///< what a failed one ended with
  std::string protocol = {}, setting = {};  ///< of a failed one: no result says them
  bool failed() const { return !result.is_object(); }
};

/// One configuration: all its seeds.
struct TableRow {
  std::size_t pipeline = 0;
  std::vector<std::string> cells;  ///< of the columns of settings
  std::vector<Setting> settings;   ///< all, but for the seed
  std::size_t runs = 0;            ///< that are finished
  /// Over its runs, in the order of StudyTable::figures; of none: unknown.
  std::vector<Summary> figures = {};
  std::size_t failed = 0;  ///< runs beside those that are finished
  std::string error = {};  ///< of the first of them
};

/// Rows that may be compared: the same data, protocol and setting.
struct TableGroup {
  std::string data, protocol, setting;
  std::vector<TableRow> rows;
};

/// What a study has found out. Runs on other data, of another protocol or setting are in another
/// group, and in another row even where their settings are the same: they are never averaged. A
/// configuration whose runs all failed has a row without figures, among others of its protocol and
/// setting.
struct StudyTable {
  std::vector<std::string> columns;  ///< "pipeline" and paths, as far as rows differ in them
  std::vector<std::string> figures;  ///< "U", "S", "H", ..., "oracle S"
  std::vector<TableGroup> groups;
};

StudyTable study_table(const std::vector<TableRun>& runs);

/// A table of Markdown for each group. Where runs failed there is a column that says so.
std::string markdown_of(const StudyTable& table);
/// The same for people at a terminal of that many columns.
std::string text_of(const StudyTable& table, std::size_t width);
/// One table, with data, protocol and setting in columns of their own.
std::string csv_of(const StudyTable& table);
Json json_of(const StudyTable& table);

/// "52.1 ± 0.4".
std::string spread_text(const Summary& figure);

}  // namespace zeroth::host

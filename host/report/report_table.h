#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/report/report_data.h"
#include "host/statistics/difference.h"
#include "host/statistics/estimate.h"
#include "host/statistics/optimism.h"

namespace zeroth::host {

/// How a setting stands in a figure among those of its group.
enum class Standing {
  alone,   ///< there is no other
  best,    ///< the largest mean
  level,   ///< not distinguishable from the best at 95 %, by p values that Holm adjusted
  behind,  ///< distinguishably so
};
const char* name_of(Standing standing);

/// A row of a table: a setting over its seeds.
struct ReportRow {
  FigureEstimates figures;  ///< those that its test rows have none for are missing
  std::array<Standing, kFigureCount> standings{};
  /// Of the gate, where all its runs have them: "AUROC", "oracle.U", "oracle.S", "oracle.H".
  std::vector<std::pair<std::string, Summary>> gate;
  Summary seconds;                                ///< that its runs took
  std::int64_t fewest_looks = 0, most_looks = 0;  ///< at the test set
};

/// Two settings of a group, by their numbers; differences are first minus second.
struct ReportPair {
  std::size_t first = 0, second = 0;
  Pairing pairing = Pairing::by_seed;
  FigureDifferences figures;  ///< adjusted by Holm over all pairs of the group, for each figure
  std::string sentence = {};  ///< what that of the main figure means
};

/// What a paper says of a pipeline of the group.
struct PublishedRow {
  std::string name;      ///< the paper's, else that of the pipeline
  std::string source;    ///< "D3GZSL Table 1"; empty where the pipeline does not say
  std::string protocol;  ///< empty where the pipeline does not say
  std::array<std::optional<double>, kFigureCount> figures;
};

/// The table of a group: a row for each of its settings, in their order.
struct ReportTable {
  std::size_t group = 0;  ///< of ReportData::groups
  std::vector<ReportRow> rows;
  std::vector<PublishedRow> published;
  std::optional<Figure> main;  ///< what it is about: H, else T1, else S
  std::size_t baseline = 0;    ///< the setting that others are held against
  std::vector<ReportPair> pairs;
  /// Each other setting against the baseline in the main figure: "a against b: not distinguishable
  /// ...".
  std::vector<std::string> sentences;

  const ReportPair* pair_of(std::size_t one, std::size_t other) const;
  /// What a setting's figure minus the baseline's is; nothing for the baseline itself.
  std::optional<FigureDifference> against_baseline(std::size_t setting, Figure figure) const;
};

/// What choosing the epoch on the test set adds to a method.
struct OptimismRow {
  std::string label, data, setting;
  std::string strict;  ///< the protocol beside paper-oracle
  std::array<std::optional<OptimismGap>, kFigureCount> gaps;
};

struct ReportTables {
  std::vector<ReportTable> groups;  ///< one for each group of the data
  std::vector<OptimismRow> optimism;
};

}  // namespace zeroth::host

#include "host/report/table_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "host/report/report_columns.h"
#include "host/statistics/words.h"

namespace zeroth::host {
namespace {

/// Columns of settings beyond these are in the CSV only: no page is as wide.
constexpr std::size_t kMostColumns = 6;

std::string spread_of(const Summary& one) {
  if (!one.deviation) return fmt::format("{:.1f}", one.mean);
  return fmt::format("{:.1f} ± {:.1f}", one.mean, *one.deviation);
}

std::string bounds_text(const Interval& one) {
  return fmt::format("[{:.1f}, {:.1f}]", one.low, one.high);
}

Emphasis emphasis_of(Standing standing) {
  if (standing == Standing::best) return Emphasis::best;
  return standing == Standing::level ? Emphasis::level : Emphasis::none;
}

std::vector<std::string> shown_columns(const ReportGroup& group) {
  std::vector<std::string> columns = group.columns;
  if (columns.size() > kMostColumns) columns.resize(kMostColumns);
  return columns;
}

/// Where not every value that tells settings apart has a column, the label says which one it is.
std::string first_cell(const ReportGroup& group, const ReportSetting& setting) {
  return group.columns.size() > kMostColumns ? setting.label : setting.name;
}

/// Figures that the table has a column for.
std::vector<Figure> figures_of(const ReportTable& table) {
  std::vector<Figure> figures;
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    if (std::any_of(table.rows.begin(), table.rows.end(),
                    [&](const ReportRow& row) { return row.figures[f].has_value(); })) {
      figures.push_back(static_cast<Figure>(f));
    }
  }
  return figures;
}

PrintedCell figure_cell(const ReportRow& row, Figure figure, bool with_interval) {
  const auto& one = row.figures[figure];
  if (!one) return {""};
  return {spread_of(one->seeds), emphasis_of(row.standings[figure]),
          with_interval ? bounds_text(one->interval) : ""};
}

using Cells = std::vector<PrintedCell>;

Cells cells_of(const ReportGroup& group, const ReportTable& table, std::size_t setting,
               TableWidth width) {
  const ReportSetting& one = group.settings[setting];
  const ReportRow& row = table.rows[setting];
  const bool is_wide = width == TableWidth::wide;
  Cells cells = {{first_cell(group, one)}};
  for (std::size_t i = 0; i < shown_columns(group).size(); ++i) {
    cells.push_back({one.values[i].second});
  }
  cells.push_back({std::to_string(one.runs.size())});
  for (const Figure figure : figures_of(table)) {
    cells.push_back(figure_cell(row, figure, is_wide));
  }
  if (!is_wide && table.main) {
    const auto& main = row.figures[*table.main];
    cells.push_back({main ? bounds_text(main->interval) : ""});
  }
  cells.push_back({looks_text(row)});
  if (is_wide) cells.insert(cells.end(), {{group.protocol}, {group.setting}});
  return cells;
}

Cells cells_of(const ReportGroup& group, const ReportTable& table, const PublishedRow& row,
               TableWidth width) {
  const std::string protocol = row.protocol.empty() ? "protocol not told" : row.protocol;
  const bool is_wide = width == TableWidth::wide;
  std::string from = row.source;
  if (!is_wide) from += (from.empty() ? "" : ", ") + protocol;
  Cells cells = {{"published: " + row.name + (from.empty() ? "" : fmt::format(" ({})", from))}};
  cells.resize(cells.size() + shown_columns(group).size() + 1);
  for (const Figure figure : figures_of(table)) {
    cells.push_back({row.figures[figure] ? fmt::format("{:.1f}", *row.figures[figure]) : ""});
  }
  cells.resize(cells.size() + (is_wide || !table.main ? 1 : 2));
  if (is_wide) cells.insert(cells.end(), {{protocol}, {group.setting}});
  return cells;
}

std::string seeds_text(const ReportGroup& group) {
  std::size_t fewest = group.settings.front().runs.size(), most = fewest;
  for (const ReportSetting& one : group.settings) {
    fewest = std::min(fewest, one.runs.size());
    most = std::max(most, one.runs.size());
  }
  if (most == 1) return "one seed each, so nothing is said of other seeds";
  if (fewest == most) return fmt::format("mean ± sample deviation over n = {} seeds", most);
  return fmt::format("mean ± sample deviation over n = {} to {} seeds", fewest, most);
}

std::string caption_of(const ReportGroup& group, const ReportTable& table, TableWidth width) {
  std::string text =
      fmt::format("Class-averaged accuracies in percent on {}, setting {}, protocol {}: {}.",
                  group.data, group.setting, protocol_text(group.protocol), seeds_text(group));
  if (width == TableWidth::wide) text += " In brackets intervals of 95 %.";
  if (group.oracle_gate) text += " The gate is told of every test row whether its class is seen.";
  if (!table.published.empty()) text += " Published figures are as printed there.";
  if (group.columns.size() > kMostColumns) {
    text += fmt::format(" Settings differ in {} values more, which are in table.csv.",
                        group.columns.size() - kMostColumns);
  }
  return text;
}

std::string p_text(const FigureDifference& one) {
  constexpr double kSmallest = 0.001;
  const double p = one.adjusted_p.value_or(one.p);
  return p < kSmallest ? "< 0.001" : fmt::format("{:.3f}", p);
}

std::string gap_text(const OptimismGap& gap) {
  std::string text = signed_text(gap.gap.mean);
  if (gap.gap.deviation) text += fmt::format(" ± {:.1f}", *gap.gap.deviation);
  return text;
}

}  // namespace

std::string protocol_text(const std::string& protocol) {
  static const std::map<std::string, const char*> kMeanings = {
      {"final-epoch", "the last epoch"},
      {"strict-val", "the epoch is chosen on validation classes"},
      {"paper-oracle", "the epoch is the best on the test rows"},
      {"validation", "figures of validation rows, none of test rows"}};
  const auto found = kMeanings.find(protocol);
  return found == kMeanings.end() ? protocol : fmt::format("{} ({})", protocol, found->second);
}

std::string looks_text(const ReportRow& row) {
  if (row.fewest_looks == row.most_looks) return std::to_string(row.most_looks);
  return fmt::format("{} to {}", row.fewest_looks, row.most_looks);
}

PrintedTable main_table(const ReportData& data, const ReportTable& table, std::size_t number,
                        TableWidth width) {
  const ReportGroup& group = data.groups[table.group];
  PrintedTable printed{group.title(),
                       caption_of(group, table, width),
                       fmt::format("tab:table-{}", number),
                       {"pipeline"}};
  for (const std::string& column : shown_columns(group)) {
    printed.head.push_back(column_title(column));
    ++printed.texts;
  }
  printed.is_marked = table.rows.size() > 1;
  printed.head.push_back("n");
  for (const Figure figure : figures_of(table)) printed.head.push_back(kFigureNames[figure]);
  if (width == TableWidth::paper && table.main) {
    printed.head.push_back(fmt::format("95 % interval of {}", kFigureNames[*table.main]));
  }
  printed.head.push_back("test looks");
  if (width == TableWidth::wide) printed.head.insert(printed.head.end(), {"protocol", "setting"});
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    printed.rows.push_back(cells_of(group, table, i, width));
  }
  for (const PublishedRow& row : table.published) {
    printed.rows_below.push_back(cells_of(group, table, row, width));
  }
  return printed;
}

PrintedTable pairs_table(const ReportData& data, const ReportTable& table, std::size_t number) {
  const ReportGroup& group = data.groups[table.group];
  const char* figure = kFigureNames[*table.main];
  PrintedTable printed{
      fmt::format("{}, differences in {}", group.title(), figure),
      fmt::format("Differences of {} in percent, first minus second, with intervals of 95 % (of "
                  "each pair for itself) and p values that Holm adjusted over the table.",
                  figure),
      fmt::format("tab:differences-{}", number),
      {"first", "second", "in words", "difference", "p"},
      3};
  for (const ReportPair& pair : table.pairs) {
    const FigureDifference& one = *pair.figures[*table.main];
    printed.rows.push_back({{group.settings[pair.first].label},
                            {group.settings[pair.second].label},
                            {pair.sentence},
                            {difference_text(one.value, one.interval)},
                            {p_text(one)}});
  }
  return printed;
}

PrintedTable optimism_table(const std::vector<OptimismRow>& rows) {
  PrintedTable printed{
      "Optimism gap",
      "What choosing the epoch on the test rows adds, in percent: protocol paper-oracle minus the "
      "protocol of the row, over the seeds that both have; in brackets Student's interval of 95 %.",
      "tab:optimism",
      {"method", "data", "setting", "minus", "n"},
      4};
  for (const char* figure : kFigureNames) printed.head.emplace_back(figure);
  for (const OptimismRow& row : rows) {
    std::int64_t seeds = 0;
    for (const auto& gap : row.gaps) seeds = std::max(seeds, gap ? gap->gap.n : 0);
    std::vector<PrintedCell> cells = {
        {row.label}, {row.data}, {row.setting}, {row.strict}, {std::to_string(seeds)}};
    for (const auto& gap : row.gaps) {
      cells.push_back(gap ? PrintedCell{gap_text(*gap), Emphasis::none,
                                        gap->interval ? bounds_text(*gap->interval) : ""}
                          : PrintedCell());
    }
    printed.rows.push_back(std::move(cells));
  }
  return printed;
}

}  // namespace zeroth::host

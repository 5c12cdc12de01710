#include "host/report/table_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "host/base/csv_field.h"

namespace zeroth::host {
namespace {

using Fields = std::vector<std::string>;

std::string line_of(const Fields& fields) {
  Fields escaped;
  for (const std::string& one : fields) escaped.push_back(csv_field(one));
  return fmt::format("{}\n", fmt::join(escaped, ","));
}

void add(Fields& fields, const Fields& more) {
  fields.insert(fields.end(), more.begin(), more.end());
}

/// The shortest digits that are this number.
std::string number(double value) { return fmt::format("{}", value); }
std::string number(const std::optional<double>& value) { return value ? number(*value) : ""; }

Fields identity_of(const ReportGroup& group) {
  return {group.data, group.data_hash, group.protocol, group.setting,
          group.oracle_gate ? "oracle" : ""};
}
const Fields kIdentity = {"data", "data hash", "protocol", "setting", "gate"};

template <class Each>
Fields each_once(const ReportData& data, Each&& names_of) {
  Fields names;
  for (const ReportGroup& group : data.groups) {
    for (const std::string& name : names_of(group)) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

/// Columns of settings of all groups.
Fields columns_of(const ReportData& data) {
  return each_once(data, [](const ReportGroup& group) { return group.columns; });
}

Fields figure_fields(const ReportRow& row, std::size_t figure) {
  const auto& one = row.figures[figure];
  if (!one) return Fields(5);
  return {number(one->seeds.mean), number(one->seeds.deviation), number(one->interval.low),
          number(one->interval.high), name_of(row.standings[figure])};
}

constexpr const char* kGateColumns[] = {"AUROC", "oracle.U", "oracle.S", "oracle.H"};

Fields gate_fields(const ReportRow& row, const std::string& figure) {
  for (const auto& [name, summary] : row.gate) {
    if (name == figure) return {number(summary.mean), number(summary.deviation)};
  }
  return Fields(2);
}

Fields header_of_table(const Fields& columns) {
  Fields header = kIdentity;
  add(header, {"source", "label", "pipeline"});
  add(header, columns);
  add(header, {"n", "seeds"});
  for (const char* figure : kFigureNames) {
    for (const char* what : {"", " deviation", " low", " high", " standing"}) {
      header.push_back(figure + std::string(what));
    }
  }
  for (const char* figure : kGateColumns) add(header, {figure, figure + std::string(" deviation")});
  add(header, {"seconds", "fewest test looks", "most test looks"});
  return header;
}

Fields fields_of(const ReportGroup& group, const ReportSetting& setting, const ReportRow& row,
                 const Fields& columns) {
  Fields fields = identity_of(group);
  add(fields, {"own", setting.label, setting.name});
  for (const std::string& column : columns) {
    const auto found =
        std::find_if(setting.values.begin(), setting.values.end(),
                     [&](const ReportValue& value) { return value.first == column; });
    fields.push_back(found == setting.values.end() ? "" : found->second);
  }
  Fields seeds;
  for (const ReportRun& run : setting.runs) seeds.push_back(std::to_string(run.seed));
  add(fields, {std::to_string(setting.runs.size()), fmt::format("{}", fmt::join(seeds, " "))});
  for (std::size_t f = 0; f < kFigureCount; ++f) add(fields, figure_fields(row, f));
  for (const char* figure : kGateColumns) add(fields, gate_fields(row, figure));
  add(fields,
      {number(row.seconds.mean), std::to_string(row.fewest_looks), std::to_string(row.most_looks)});
  return fields;
}

Fields fields_of(const ReportGroup& group, const PublishedRow& row, const Fields& columns) {
  Fields fields = {group.data, group.data_hash, row.protocol, group.setting, ""};
  add(fields, {"published: " + row.source, row.name, row.name});
  add(fields, Fields(columns.size() + 2));
  for (const auto& figure : row.figures) {
    fields.push_back(number(figure));
    add(fields, Fields(4));
  }
  fields.resize(header_of_table(columns).size());
  return fields;
}

}  // namespace

std::string table_csv(const ReportData& data, const ReportTables& tables) {
  const Fields columns = columns_of(data);
  std::string text = line_of(header_of_table(columns));
  for (const ReportTable& table : tables.groups) {
    const ReportGroup& group = data.groups[table.group];
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
      text += line_of(fields_of(group, group.settings[i], table.rows[i], columns));
    }
    for (const PublishedRow& row : table.published) text += line_of(fields_of(group, row, columns));
  }
  return text;
}

std::string pairs_csv(const ReportData& data, const ReportTables& tables) {
  Fields header = kIdentity;
  add(header, {"first", "second", "figure", "paired by", "first n", "second n", "difference",
               "deviation", "low", "high", "p", "Holm p", "distinguishable"});
  std::string text = line_of(header);
  for (const ReportTable& table : tables.groups) {
    const ReportGroup& group = data.groups[table.group];
    for (const ReportPair& pair : table.pairs) {
      for (std::size_t f = 0; f < kFigureCount; ++f) {
        const auto& one = pair.figures[f];
        if (!one) continue;
        Fields fields = identity_of(group);
        add(fields,
            {group.settings[pair.first].label, group.settings[pair.second].label, kFigureNames[f],
             pair.pairing == Pairing::by_seed ? "seed" : "nothing", std::to_string(one->first.n),
             std::to_string(one->second.n), number(one->value), number(one->deviation),
             number(one->interval.low), number(one->interval.high), number(one->p),
             number(one->adjusted_p), one->distinguishable() ? "yes" : "no"});
        text += line_of(fields);
      }
    }
  }
  return text;
}

std::string optimism_csv(const ReportTables& tables) {
  std::string text = line_of(
      {"method", "data", "setting", "protocol", "figure", "n", "gap", "deviation", "low", "high"});
  for (const OptimismRow& row : tables.optimism) {
    for (std::size_t f = 0; f < kFigureCount; ++f) {
      if (!row.gaps[f]) continue;
      const OptimismGap& one = *row.gaps[f];
      text += line_of({row.label, row.data, row.setting, row.strict, kFigureNames[f],
                       std::to_string(one.gap.n), number(one.gap.mean), number(one.gap.deviation),
                       one.interval ? number(one.interval->low) : "",
                       one.interval ? number(one.interval->high) : ""});
    }
  }
  return text;
}

std::string runs_csv(const ReportData& data) {
  const Fields figures = each_once(data, [](const ReportGroup& group) {
    Fields names;
    for (const ReportSetting& setting : group.settings) {
      for (const ReportRun& run : setting.runs) {
        for (const auto& one : run.summary.figures) names.push_back(one.first);
      }
    }
    return names;
  });
  Fields header = kIdentity;
  add(header, {"setting of the table", "seed", "epoch"});
  add(header, figures);
  add(header, {"test looks", "seconds", "bytes", "start", "run"});
  std::string text = line_of(header);
  for (const ReportGroup& group : data.groups) {
    for (const ReportSetting& setting : group.settings) {
      for (const ReportRun& run : setting.runs) {
        Fields fields = identity_of(group);
        add(fields,
            {setting.label, std::to_string(run.seed), std::to_string(run.outcomes.look.epoch)});
        for (const std::string& name : figures) fields.push_back(number(run.summary.figure(name)));
        add(fields, {std::to_string(run.test_looks), number(run.summary.seconds),
                     std::to_string(run.summary.size), run.summary.start, run.path().string()});
        text += line_of(fields);
      }
    }
  }
  return text;
}

}  // namespace zeroth::host

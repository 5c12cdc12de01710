#include "host/data/data_report.h"

#include <fmt/format.h>
#include <zeroth/data_set.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "host/data/checks.h"
#include "host/data/content_hash.h"
#include "host/data/region_report.h"
#include "host/data/shared_rows.h"
#include "host/data/task.h"
#include "host/data/variables.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

void warn_of_overlap(const char* name, const std::optional<std::vector<std::int64_t>>& rows,
                     const Splits& splits, DataReport& report) {
  if (!rows) return;
  const std::size_t shared = shared_rows(*rows, splits.test_seen).size();
  if (shared == 0) return;
  report.warnings.push_back(fmt::format(
      "{} of the {} rows of {} are test_seen rows: whoever tunes on {} as it stands trains on the "
      "test set. Zeroth uses only its classes.",
      shared, rows->size(), name, name));
}

bool all_finite(const float* values, std::int64_t count) {
  return std::all_of(values, values + count, [](float value) { return std::isfinite(value); });
}

void report_attributes(const Matrix& attributes, DataReport& report) {
  double smallest = INFINITY, largest = 0;
  std::int64_t negative = 0;
  for (std::int64_t i = 0; i < attributes.rows(); ++i) {
    if (!all_finite(attributes.row(i), attributes.columns())) continue;  // no run reads it
    double square = 0;
    for (std::int64_t j = 0; j < attributes.columns(); ++j) {
      const double value = attributes.row(i)[j];
      square += value * value;
      negative += value < 0;
    }
    smallest = std::min(smallest, std::sqrt(square));
    largest = std::max(largest, std::sqrt(square));
  }
  report.facts.emplace_back("attribute norms", fmt::format("{:.4g} to {:.4g}", smallest, largest));
  report.facts.emplace_back("negative attributes", negative);
}

void report_classes(const DataSet& data, const char* attributes, DataReport& report) {
  const Task task = test_task(data);
  const std::pair<std::string, Json> facts[] = {{"classes C", data.classes()},
                                                {"class names", data.class_names.size()},
                                                {"seen S", task.seen.size()},
                                                {"unseen U", task.unseen.size()},
                                                {attributes, data.attributes.columns()},
                                                {"trainval", data.splits.trainval.size()},
                                                {"test_seen", data.splits.test_seen.size()},
                                                {"test_unseen", data.splits.test_unseen.size()}};
  report.facts.insert(report.facts.end(), std::begin(facts), std::end(facts));
}

void report_shapes(const DataSet& data, DataReport& report) {
  float least = INFINITY, most = -INFINITY;
  for (std::int64_t i = 0; i < data.features.rows() * data.features.columns(); ++i) {
    const float value = data.features.data()[i];
    if (!std::isfinite(value)) continue;  // no run reads it
    least = std::min(least, value);
    most = std::max(most, value);
  }
  report.facts = {{"rows", data.features.rows()},
                  {"features D", data.features.columns()},
                  {"feature range", fmt::format("{:.4g} to {:.4g}", least, most)}};
  report_classes(data, "attributes d", report);
  report.facts.emplace_back("hash", content_hash(data));
}

void report_regions(const DataSet& data, const fs::path& path, DataReport& report) {
  RegionReport regions = report_region_file(data, path);
  report.facts = std::move(regions.facts);
  report.warnings = std::move(regions.warnings);
  report_classes(data, "attributes K", report);
  report.facts.emplace_back("hash", regions.hash);
}

}  // namespace

Json DataReport::to_json() const {
  Json json = {{"schema_version", 1}, {"facts", Json::object()}, {"warnings", warnings}};
  for (const auto& [name, value] : facts) json["facts"][name] = value;
  return json;
}

std::string DataReport::to_text() const {
  std::string text;
  for (const auto& [name, value] : facts) {
    const std::string shown = value.is_string() ? value.get<std::string>() : value.dump();
    text += fmt::format("{:<20} {}\n", name, shown);
  }
  for (const std::string& warning : warnings) text += "warning: " + warning + "\n";
  return text;
}

DataReport report_data_set(const DataSet& data, const std::string& where) {
  const std::vector<std::string> found = check_data_set(data, where);
  DataReport report;
  data.regions ? report_regions(data, where, report) : report_shapes(data, report);
  report_attributes(data.attributes, report);
  report.warnings.insert(report.warnings.end(), data.warnings.begin(), data.warnings.end());
  report.warnings.insert(report.warnings.end(), found.begin(), found.end());
  warn_of_overlap("train_loc", data.splits.train, data.splits, report);
  warn_of_overlap("val_loc", data.splits.val, data.splits, report);
  return report;
}

DataReport report_file(const fs::path& path) {
  DataReport report;
  for (const Variable& one : list_variables(path)) report.facts.emplace_back(one.name, one.text());
  return report;
}

}  // namespace zeroth::host

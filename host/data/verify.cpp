#include "host/data/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "host/base/problem.h"
#include "host/data/checks.h"
#include "host/data/content_hash.h"
#include "host/data/data_set.h"
#include "host/data/mat_file.h"
#include "host/data/readers.h"
#include "host/data/region_report.h"
#include "host/data/task.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// The MATLAB file of a directory that has the variable `name`.
std::string find_file(const fs::path& directory, const std::string& name) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".mat") files.push_back(entry.path());
  }
  if (error) {
    throw Failure(Exit::no_input,
                  {"cannot look into a directory", directory.string(), {error.message()}, ""});
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    if (MatFile(file).has(name)) return file.filename().string();
  }
  throw Failure(Exit::no_input, {fmt::format("no MATLAB file here has \"{}\"", name),
                                 directory.string(),
                                 {fmt::format("{} .mat files were looked at", files.size())},
                                 "give the directory of a data set"});
}

DataSet read_directory(const VerifyRequest& request, Progress& progress) {
  const Json root = request.path.string();
  std::error_code unreadable;
  if (fs::exists(request.path / "features.npy", unreadable)) {
    return read_npy_directory({{"root", root}, {"normalise_attributes", false}});
  }
  const std::string features =
      request.features.empty() ? find_file(request.path, "features") : request.features;
  const std::string splits =
      request.splits.empty() ? find_file(request.path, "att") : request.splits;
  return read_xlsa17({{"root", root},
                      {"features", features},
                      {"splits", splits},
                      {"attributes", "att"},
                      {"normalise_attributes", false},
                      {"cache", false}},
                     progress);
}

std::size_t shared_rows(std::vector<std::int64_t> a, std::vector<std::int64_t> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::vector<std::int64_t> shared;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  return shared.size();
}

void warn_of_overlap(const char* name, const std::optional<std::vector<std::int64_t>>& rows,
                     const Splits& splits, DataReport& report) {
  if (!rows) return;
  const std::size_t shared = shared_rows(*rows, splits.test_seen);
  if (shared == 0) return;
  report.warnings.push_back(fmt::format(
      "{} of the {} rows of {} are test_seen rows: whoever tunes on {} as it stands trains on the "
      "test set. Zeroth uses only its classes.",
      shared, rows->size(), name, name));
}

void report_attributes(const Matrix& attributes, DataReport& report) {
  double smallest = INFINITY, largest = 0;
  std::int64_t negative = 0;
  for (std::int64_t i = 0; i < attributes.rows(); ++i) {
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
  const float* begin = data.features.data();
  const float* end = begin + data.features.rows() * data.features.columns();
  const auto [least, most] = std::minmax_element(begin, end);
  report.facts = {{"rows", data.features.rows()},
                  {"features D", data.features.columns()},
                  {"feature range", fmt::format("{:.4g} to {:.4g}", *least, *most)}};
  report_classes(data, "attributes d", report);
  report.facts.emplace_back("hash", content_hash(data));
}

DataSet read_region_file(const fs::path& path) {
  return read_region_hdf5({{"file", path.string()},
                           {"word_vectors", ""},
                           {"attributes", "att"},
                           {"zero_negative_attributes", false}});
}

void report_regions(const DataSet& data, const fs::path& path, DataReport& report) {
  RegionReport regions = report_region_file(data, path);
  report.facts = std::move(regions.facts);
  report.warnings = std::move(regions.warnings);
  report_classes(data, "attributes K", report);
  report.facts.emplace_back("hash", regions.hash);
}

/// By its name: MATLAB 7.3 files are HDF5 files too.
bool has_regions(const fs::path& path) {
  return path.extension() == ".hdf5" || path.extension() == ".h5";
}

DataReport report_file(const fs::path& path) {
  DataReport report;
  const MatFile file(path);
  for (const std::string& name : file.names()) {
    const std::vector<std::string> texts = file.texts(name);
    if (!texts.empty()) {
      report.facts.emplace_back(name, fmt::format("{} texts", texts.size()));
      continue;
    }
    const Matrix columns = file.columns(name);
    report.facts.emplace_back(name, fmt::format("[{}, {}]", columns.columns(), columns.rows()));
  }
  return report;
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

DataReport verify_data(const VerifyRequest& request, Progress& progress) {
  std::error_code unreadable;
  const bool is_directory = fs::is_directory(request.path, unreadable);
  const bool is_region_file = !is_directory && has_regions(request.path);
  if (!is_directory && !is_region_file) return report_file(request.path);
  const DataSet data =
      is_region_file ? read_region_file(request.path) : read_directory(request, progress);
  check_data_set(data, request.path.string());
  DataReport report;
  is_region_file ? report_regions(data, request.path, report) : report_shapes(data, report);
  report_attributes(data.attributes, report);
  warn_of_overlap("train_loc", data.splits.train, data.splits, report);
  warn_of_overlap("val_loc", data.splits.val, data.splits, report);
  return report;
}

}  // namespace zeroth::host

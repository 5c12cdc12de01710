#include "host/watch/report_shelf.h"

#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

std::set<std::string> files_below(const fs::path& folder) {
  std::set<std::string> files;
  for (const auto& one : fs::recursive_directory_iterator(folder)) {
    if (one.is_regular_file()) files.insert(one.path().lexically_relative(folder).string());
  }
  return files;
}

}  // namespace

const ReportShelf::Report& ReportShelf::report_of(const RunSummary& run) {
  const std::string key = run.path.string();
  const auto known = reports_.find(key);
  if (known != reports_.end() && known->second.changed == run.changed) return known->second;
  if (!place_) place_.emplace();
  const fs::path folder = place_->path() / std::to_string(made_++);
  make_(run, folder);
  if (known != reports_.end()) {
    std::error_code error;
    fs::remove_all(known->second.folder, error);
  }
  return reports_[key] = {run.changed, folder, files_below(folder)};
}

std::optional<std::string> ReportShelf::file(const RunSummary& run, const std::string& name) {
  const std::lock_guard lock(mutex_);
  const Report& report = report_of(run);
  if (report.files.count(name) == 0) return std::nullopt;
  std::ifstream stream(report.folder / name, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(stream), {}};
}

std::string media_type_of(const std::string& name) {
  static const std::map<std::string, std::string> types = {
      {".html", "text/html; charset=utf-8"}, {".svg", "image/svg+xml"},
      {".pdf", "application/pdf"},           {".json", "application/json"},
      {".csv", "text/csv; charset=utf-8"},   {".md", "text/markdown; charset=utf-8"}};
  const auto found = types.find(fs::path(name).extension().string());
  return found == types.end() ? "text/plain; charset=utf-8" : found->second;
}

}  // namespace zeroth::host

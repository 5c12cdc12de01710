#include "host/report/report_folder.h"

#include <fmt/format.h>
#include <zeroth/formats/atomic_file.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "host/base/problem.h"
#include "host/record/sealed_json.h"
#include "host/report/report_json.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFiles = "files";

void write_text(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  formats::AtomicFile out(file);
  out.write(text.data(), text.size());
  out.commit();
}

/// The files that the report in a folder wrote; nothing where there is none.
std::set<std::string> files_of_report(const fs::path& folder) {
  std::set<std::string> files;
  try {
    const Json document = read_json_file(folder / kReportDocument);
    if (!document.is_object() || !document.contains(kReportMember)) return {};
    for (const Json& one : document.at(kFiles)) files.insert(one.get<std::string>());
    files.insert(kReportDocument);
  } catch (const std::exception&) {
    return {};  // somebody else's, or a damaged one: it stays
  }
  return files;
}

/// Why what is there must stay; empty: it may go.
std::string why_it_stays(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return "it is no earlier report";
  const std::set<std::string> written = files_of_report(folder);
  if (written.empty()) return "it is no earlier report";
  fs::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (fs::is_directory(at->symlink_status(gone))) continue;
    const std::string name = at->path().lexically_relative(folder).generic_string();
    if (written.count(name) == 0) return fmt::format("{} in it is of no report", name);
  }
  return error ? error.message() : "";
}

}  // namespace

NewPlace::Rule rule_of_reports(const fs::path& out) {
  const std::string why = why_it_stays(out.has_filename() ? out : out.parent_path());
  return {why.empty() ? "it is no earlier report" : why,
          [](const fs::path& place) { return why_it_stays(place).empty(); }};
}

void write_report_folder(const fs::path& out, const ReportFiles& files, Json document) {
  NewPlace place(out, rule_of_reports(out));
  std::vector<std::string> names;
  for (const auto& [name, text] : files) {
    write_text(place.path() / name, text);
    names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  document[kFiles] = names;
  write_text(place.path() / kReportDocument, document_text(document));
  place.keep();
}

}  // namespace zeroth::host

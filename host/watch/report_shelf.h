#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "host/bundle/temporary_folder.h"
#include "host/runs/run_summary.h"

namespace zeroth::host {

/// Writes the report of one run into a folder that is not there yet.  @throws what stands against.
using ReportMaker = std::function<void(const RunSummary& run, const std::filesystem::path& out)>;

/// Reports of single runs, made when somebody asks for one and kept until the run changes or the
/// server ends.
class ReportShelf {
 public:
  explicit ReportShelf(ReportMaker make) : make_(std::move(make)) {}

  /// A file of the report of a run, by its way from the folder of the report; nothing where it has
  /// none of that name. One report is made at a time, and others wait: it takes all of a core.
  std::optional<std::string> file(const RunSummary& run, const std::string& name);

 private:
  struct Report {
    double changed = 0;  ///< when the run last changed that it is of
    std::filesystem::path folder;
    std::set<std::string> files;
  };
  const Report& report_of(const RunSummary& run);

  ReportMaker make_;
  std::mutex mutex_;
  std::optional<TemporaryFolder> place_;
  std::map<std::string, Report> reports_;  ///< by the directory of the run
  int made_ = 0;
};

/// The media type of a file, by the end of its name.
std::string media_type_of(const std::string& name);

}  // namespace zeroth::host

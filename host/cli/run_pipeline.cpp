#include "host/cli/run_pipeline.h"

#include <filesystem>
#include <system_error>

#include "host/record/run_directory.h"
#include "host/record/run_identity.h"

namespace zeroth::host {
namespace {

/// Texts of origins.json; what is none is left out, since only messages use them.
std::map<std::string, std::string> texts_of(const Json& origins) {
  std::map<std::string, std::string> texts;
  if (!origins.is_object()) return texts;
  for (const auto& [pointer, origin] : origins.items()) {
    if (origin.is_string()) texts[pointer] = origin.get<std::string>();
  }
  return texts;
}

}  // namespace

bool names_directory(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

std::filesystem::path pipeline_file_of_run(const std::filesystem::path& directory) {
  return RunDirectory::open(directory).pipeline_file();
}

Pipeline pipeline_of_run(const std::string& directory) {
  const RunDirectory run = RunDirectory::open(directory);
  Json pipeline = run.pipeline();
  check_pipeline_of_run(pipeline, directory);
  return {std::move(pipeline), texts_of(run.origins())};
}

}  // namespace zeroth::host

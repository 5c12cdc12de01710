#include "host/cli/run_pipeline.h"

#include <filesystem>
#include <system_error>

#include "host/base/json_text.h"
#include "host/base/problem.h"

namespace zeroth::host {

namespace {

/// A pipeline that had as many values as it may, what was filled in, and the origin of each.
constexpr std::size_t kMostConfigurationValues = 4 * kMostValues;

}  // namespace

Pipeline pipeline_of_run(const std::string& directory) {
  const std::string file = directory + "/config.resolved.json";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw Failure(Exit::no_input, {"this is not a run directory",
                                   directory,
                                   {"it has no config.resolved.json"},
                                   "give the directory that `zeroth run` printed"});
  }
  Json config;
  try {
    config = read_json_text(file, kMostConfigurationValues).document;
    return {config.at("pipeline"), config.at("origins").get<std::map<std::string, std::string>>()};
  } catch (const Json::exception&) {
    throw Failure(Exit::bad_data,
                  {"the run's configuration is damaged", file, {}, "start the run again"});
  }
}

}  // namespace zeroth::host

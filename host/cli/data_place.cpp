#include "host/cli/data_place.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <vector>

#include "host/base/problem.h"
#include "host/text/inner_blocks.h"

namespace zeroth::host {
namespace {

/// Names of the files and folders that a reader must be told.
std::vector<std::string> places_of(const Description& reader) {
  std::vector<std::string> names;
  for (const ParameterDescription& one : reader.parameters) {
    if (one.is_path && !one.default_value) names.push_back(one.name);
  }
  return names;
}

}  // namespace

void put_data_at(Pipeline& pipeline, const std::string& place, const PluginIndex& plugins) {
  const std::string reader_at = "/data" + innermost_reader(pipeline.document.at("data"));
  Json& data = pipeline.document.at(Json::json_pointer(reader_at));
  const auto id = data.at("use").get<std::string>();
  const Candidate* reader = plugins.find(id);
  if (!reader) return;  // which the check of the pipeline says better
  const std::vector<std::string> names = places_of(plugins.description(*reader));
  if (names.size() != 1) {
    const std::string why = names.empty() ? "it reads no files"
                                          : fmt::format("it reads {} of them: {}", names.size(),
                                                        fmt::join(names, ", "));
    throw Failure(Exit::usage, {"one place does not say where the data are",
                                "--data " + place,
                                {fmt::format("the run read them by {}: {}", id, why)},
                                names.empty() ? "leave --data out" : ""});
  }
  data["params"][names.front()] = std::filesystem::absolute(place).lexically_normal().string();
  pipeline.origins[reader_at + "/params/" + names.front()] = "--data " + place;
}

}  // namespace zeroth::host

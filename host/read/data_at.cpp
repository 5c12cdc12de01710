#include "host/read/data_at.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "host/base/problem.h"
#include "host/read/loaded_reader.h"
#include "host/read/recognition.h"
#include "host/text/required_path.h"

namespace zeroth::host {
namespace {

/// Nothing where the reader wraps no other one.
std::optional<std::string> block_inside(const Description& reader) {
  for (const ChildDescription& child : reader.children) {
    if (child.kind == "data" && !child.optional) return child.name;
  }
  return std::nullopt;
}

/// Files below a reader that wraps another one: that one is whoever recognises them. What the user
/// says is a parameter of the outer one where it has it, else of the inner one.
std::optional<RecognisedData> wrapped(const DataPlace& place, const std::string& inner,
                                      const Composer& composer) {
  Json own = Json::object(), others = Json::object();
  const std::vector<std::string> names = composer.parameters_of(place.use);
  for (const auto& [name, value] : place.params.items()) {
    const bool is_own = std::find(names.begin(), names.end(), name) != names.end();
    (is_own ? own : others)[name] = value;
  }
  auto found = recognised(place.path, others, composer);
  if (!found) return std::nullopt;
  found->block = {{"use", place.use}, {"params", own}, {inner, found->block}};
  return found;
}

/// As the user says that it is to be read.
std::optional<RecognisedData> chosen(const DataPlace& place, const Composer& composer) {
  if (const auto inner = block_inside(composer.description_of(place.use))) {
    return wrapped(place, *inner, composer);
  }
  if (const auto found = recognised_by(place.use, place.path, place.params, composer)) {
    return *found;
  }
  Json params = place.params;
  const std::string main = required_path(composer.description_of(place.use));
  if (!main.empty()) params[main] = place.path;
  return RecognisedData{{{"use", place.use}, {"params", params}}, {}};
}

[[noreturn]] void nobody_knows(const DataPlace& place, const Composer& composer) {
  throw Failure(Exit::no_input,
                {"no data reader recognises this directory",
                 place.path,
                 {fmt::format("asked: {}", fmt::join(composer.ids_of("data"), ", "))},
                 "give the directory of a data set, or name its reader with --use"});
}

}  // namespace

std::optional<DataSet> data_at(const DataPlace& place, const Composer& composer,
                               Progress& progress) {
  const auto found =
      place.use.empty() ? recognised(place.path, place.params, composer) : chosen(place, composer);
  std::error_code unreadable;
  if (!found && std::filesystem::is_directory(place.path, unreadable)) {
    nobody_knows(place, composer);
  }
  if (!found) return std::nullopt;
  const LoadedReader reader({{"data", found->block}}, composer);
  DataSet data = reader.read(HostReading::Purpose::survey, progress);
  data.warnings.insert(data.warnings.end(), found->remarks.begin(), found->remarks.end());
  return data;
}

}  // namespace zeroth::host

#include "host/read/data_at.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "host/base/problem.h"
#include "host/read/loaded_reader.h"
#include "host/read/recognition.h"
#include "host/text/required_path.h"

namespace zeroth::host {
namespace {

/// As the user says that it is to be read.
RecognisedData chosen(const DataPlace& place, const Composer& composer) {
  if (const auto found = recognised_by(place.use, place.path, place.params, composer)) {
    return *found;
  }
  Json params = place.params;
  const std::string main = required_path(composer.description_of(place.use));
  if (!main.empty()) params[main] = place.path;
  return {{{"use", place.use}, {"params", params}}, {}};
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
  const auto found = place.use.empty() ? recognised(place.path, place.params, composer)
                                       : std::optional(chosen(place, composer));
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

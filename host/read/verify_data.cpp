#include "host/read/verify_data.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <optional>

#include "host/base/problem.h"
#include "host/read/loaded_reader.h"
#include "host/read/recognition.h"
#include "host/text/required_path.h"

namespace zeroth::host {
namespace {

/// As the user says that it is to be read.
RecognisedData chosen(const VerifyRequest& request, const Composer& composer) {
  if (const auto found = recognised_by(request.use, request.path, request.params, composer)) {
    return *found;
  }
  Json params = request.params;
  const std::string main = required_path(composer.description_of(request.use));
  if (!main.empty()) params[main] = request.path;
  return {{{"use", request.use}, {"params", params}}, {}};
}

[[noreturn]] void nobody_knows(const VerifyRequest& request, const Composer& composer) {
  throw Failure(Exit::no_input,
                {"no data reader recognises this directory",
                 request.path,
                 {fmt::format("asked: {}", fmt::join(composer.ids_of("data"), ", "))},
                 "give the directory of a data set, or name its reader with --use"});
}

}  // namespace

DataReport verify_data(const VerifyRequest& request, const Composer& composer, Progress& progress) {
  const auto found = request.use.empty() ? recognised(request.path, request.params, composer)
                                         : std::optional(chosen(request, composer));
  std::error_code unreadable;
  if (!found && std::filesystem::is_directory(request.path, unreadable)) {
    nobody_knows(request, composer);
  }
  if (!found) return report_file(request.path);
  const LoadedReader reader({{"data", found->block}}, composer);
  DataSet data = reader.read(HostReading::Purpose::survey, progress);
  data.warnings.insert(data.warnings.end(), found->remarks.begin(), found->remarks.end());
  return report_data_set(data, request.path);
}

}  // namespace zeroth::host

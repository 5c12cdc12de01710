#include "host/explain/image_of_row.h"

#include <zeroth/formats/hdf5_file.h>

#include "host/base/problem.h"
#include "host/extract/image_list.h"
#include "host/text/inner_blocks.h"

namespace zeroth::host {
namespace {

constexpr const char* kNames = "image_files";

std::string name_of(const Json& data, std::int64_t row) {
  const Json& params = data.at(Json::json_pointer(innermost_reader(data) + "/params"));
  if (!params.contains("file")) return "";  // a reader of other files
  const formats::Hdf5File file(params.at("file").get<std::string>());
  if (!file.has(kNames)) return "";
  const std::vector<std::string> names = file.texts(kNames);
  const auto at = static_cast<std::size_t>(row);
  return at < names.size() ? names[at] : "";
}

/// The scores can be shown without a picture.
std::string no_picture(const Problem& problem, const std::string& name) {
  return "no picture behind the maps: " + problem.what + " (" + (name.empty() ? kNames : name) +
         ")";
}

}  // namespace

ImageOfRow image_of_row(const Json& data, std::int64_t row, const std::string& images) {
  ImageOfRow found;
  try {
    found.name = name_of(data, row);
    if (images.empty()) return found;
    if (found.name.empty()) {
      found.missing =
          "the data file does not name its images: the maps have no picture behind them";
      return found;
    }
    found.file = images_by_old_paths({found.name}, images).files.front().string();
  } catch (const Failure& failure) {
    found.missing = no_picture(failure.problems().front(), found.name);
  } catch (const Error& error) {
    found.missing = no_picture(error.problem(), found.name);
  }
  return found;
}

}  // namespace zeroth::host

#include "host/read/convert_data.h"

#include <optional>
#include <utility>

#include "host/base/problem.h"
#include "host/data/checks.h"
#include "host/data/npy_folder.h"
#include "host/data/pooled_rows.h"

namespace zeroth::host {
namespace {

DataSet data_set_at(const DataPlace& place, const Composer& composer, Progress& progress) {
  auto data = data_at(place, composer, progress);
  if (data) return std::move(*data);
  throw Failure(Exit::bad_data, {"a single file is no data set",
                                 place.path,
                                 {"no data reader recognises it"},
                                 "give the folder of a data set, or a region file"});
}

}  // namespace

Json convert_data(const DataPlace& place, const std::filesystem::path& out,
                  const Composer& composer, Progress& progress) {
  DataSet data = data_set_at(place, composer, progress);
  for (const auto& one : check_data_set(data, place.path)) progress.warning(one);
  if (data.regions) {
    progress.message("of the regions of each image their mean is written, no word vectors");
    data.features = pooled_rows(*data.regions);
  }
  make_data_folder(out);
  write_npy_folder(data, out);
  return {{"folder", out.string()},
          {"images", data.images()},
          {"classes", data.classes()},
          {"features", data.features.columns()}};
}

}  // namespace zeroth::host

#include "host/data/load_data_set.h"

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/data/checks.h"
#include "host/data/readers.h"

namespace zeroth::host {
namespace {

DataSet read(const std::string& id, const Json& params, Progress& progress) {
  if (id == "data.xlsa17") return read_xlsa17(params, progress);
  if (id == "data.npy") return read_npy_directory(params);
  if (id == "data.synthetic") return make_synthetic(params);
  if (id == "data.region-hdf5") return read_region_hdf5(params, progress);
  throw Failure(Exit::bad_configuration, {"no data reader \"" + id + "\"", "/data/use", {}, ""});
}

/// `params.shape`: D, d, C, S, U and training rows.
std::optional<DataShape> declared_shape(const Json& params) {
  const auto sizes = params.value("shape", std::vector<std::int64_t>());
  if (sizes.size() != 6) return std::nullopt;
  return DataShape{sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]};
}

/// `params.shape` of region features: M, R, K, C, S, U, training images and G.
std::optional<DataShape> declared_region_shape(const Json& params) {
  const auto sizes = params.value("shape", std::vector<std::int64_t>());
  if (sizes.size() != 8) return std::nullopt;
  return DataShape{sizes[0], sizes[2], sizes[3], sizes[4], sizes[5],
                   sizes[6], sizes[0], sizes[1], sizes[7]};
}

DataShape shape_of(const DataSet& data, const std::string& where) {
  check_references(data, where);
  std::vector<bool> seen(static_cast<std::size_t>(data.classes()), false);
  for (const auto row : data.splits.trainval) {
    seen[static_cast<std::size_t>(data.labels[static_cast<std::size_t>(row)])] = true;
  }
  DataShape shape;
  shape.features = data.regions ? data.regions->channels() : data.features.columns();
  shape.attributes = data.attributes.columns();
  shape.classes = data.classes();
  shape.seen = std::count(seen.begin(), seen.end(), true);
  shape.unseen = shape.classes - shape.seen;
  shape.train_rows = static_cast<std::int64_t>(data.splits.trainval.size());
  if (data.regions) {
    shape.channels = data.regions->channels();
    shape.regions = data.regions->regions();
    shape.word_vector = data.word_vectors.columns();
  }
  return shape;
}

/// What an error calls the data: their directory, their file, or the block.
std::string place_of(const Json& params) {
  return params.value("root", params.value("file", "/data"));
}

std::optional<DataShape> region_shape(const Json& params) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(params.at("file").get<std::string>(), unreadable)) {
    return declared_region_shape(params);
  }
  Progress silent(ProgressMode::none, stderr);
  return shape_of(read_region_hdf5(params, silent), place_of(params));
}

}  // namespace

DataSet load_data_set(const Json& block, Progress& progress) {
  const auto id = block.at("use").get<std::string>();
  const Json& params = block.at("params");
  DataSet data = read(id, params, progress);
  for (std::string& warning : check_data_set(data, place_of(params))) {
    data.warnings.push_back(std::move(warning));
  }
  for (const std::string& warning : data.warnings) progress.warning(warning);
  return data;
}

std::optional<DataShape> data_shape(const Json& block) {
  const auto id = block.at("use").get<std::string>();
  const Json& params = block.at("params");
  if (id == "data.synthetic") return shape_of(make_synthetic(params), "/data");
  if (id == "data.region-hdf5") return region_shape(params);
  const auto root = params.at("root").get<std::string>();
  if (id == "data.xlsa17" && xlsa17_is_there(params)) {
    return shape_of(read_xlsa17_outline(params), root);
  }
  std::error_code unreadable;
  if (id == "data.npy" && std::filesystem::exists(root + "/features.npy", unreadable)) {
    return shape_of(read_npy_directory(params), root);
  }
  return declared_shape(params);
}

}  // namespace zeroth::host

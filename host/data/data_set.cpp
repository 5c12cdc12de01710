#include "host/data/data_set.h"

#include "host/base/problem.h"
#include "host/data/checks.h"
#include "host/data/readers.h"

namespace zeroth::host {
namespace {

DataSet read(const std::string& id, const Json& params, Progress& progress) {
  if (id == "data.xlsa17") return read_xlsa17(params, progress);
  if (id == "data.npy") return read_npy_directory(params);
  if (id == "data.synthetic") return make_synthetic(params);
  throw Failure(Exit::bad_configuration, {"no data reader \"" + id + "\"", "/data/use", {}, ""});
}

/// `params.shape`: D, d, C, S, U and training rows.
std::optional<DataShape> declared_shape(const Json& params) {
  const auto sizes = params.value("shape", std::vector<std::int64_t>());
  if (sizes.size() != 6) return std::nullopt;
  return DataShape{sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]};
}

DataShape shape_of(const DataSet& data) {
  std::vector<bool> seen(static_cast<std::size_t>(data.classes()), false);
  for (const auto row : data.splits.trainval) {
    seen[static_cast<std::size_t>(data.labels[static_cast<std::size_t>(row)])] = true;
  }
  DataShape shape;
  shape.features = data.features.columns();
  shape.attributes = data.attributes.columns();
  shape.classes = data.classes();
  for (const bool one : seen) shape.seen += one;
  shape.unseen = shape.classes - shape.seen;
  shape.train_rows = static_cast<std::int64_t>(data.splits.trainval.size());
  return shape;
}

}  // namespace

DataSet load_data_set(const Json& block, Progress& progress) {
  const auto id = block.at("use").get<std::string>();
  const Json& params = block.at("params");
  DataSet data = read(id, params, progress);
  check_data_set(data, params.value("root", "/data"));
  return data;
}

std::optional<DataShape> data_shape(const Json& block) {
  const auto id = block.at("use").get<std::string>();
  const Json& params = block.at("params");
  if (id == "data.synthetic") return shape_of(make_synthetic(params));
  return declared_shape(params);
}

}  // namespace zeroth::host

#include "host/read/load_data_set.h"

#include <algorithm>
#include <utility>

#include "host/data/checks.h"
#include "host/read/loaded_reader.h"

namespace zeroth::host {
DataSizes sizes_of(const DataSet& data, const std::string& where) {
  check_references(data, where);
  std::vector<bool> seen(static_cast<std::size_t>(data.classes()), false);
  for (const auto row : data.splits.trainval) {
    seen[static_cast<std::size_t>(data.labels[static_cast<std::size_t>(row)])] = true;
  }
  DataSizes sizes;
  sizes.features = data.regions ? data.regions->channels() : data.features.columns();
  sizes.attributes = data.attributes.columns();
  sizes.classes = data.classes();
  sizes.seen = std::count(seen.begin(), seen.end(), true);
  sizes.unseen = sizes.classes - sizes.seen;
  sizes.train_rows = static_cast<std::int64_t>(data.splits.trainval.size());
  if (data.regions) {
    sizes.channels = data.regions->channels();
    sizes.regions = data.regions->regions();
    sizes.word_vector = data.word_vectors.columns();
  }
  return sizes;
}

LoadedDataSet load_data_set(const Json& pipeline, const Composer& composer, Progress& progress) {
  const LoadedReader reader(pipeline, composer);
  LoadedDataSet data = reader.read(HostReading::Purpose::run, progress);
  for (std::string& warning : check_data_set(data, reader.data_place())) {
    data.warnings.push_back(std::move(warning));
  }
  for (const std::string& warning : data.warnings) progress.warning(warning);
  return data;
}

std::optional<DataSizes> data_sizes(const Json& pipeline, const Composer& composer) {
  const LoadedReader reader(pipeline, composer);
  if (const auto data = reader.outline()) return sizes_of(*data, reader.data_place());
  return reader.declared_sizes();
}

}  // namespace zeroth::host

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/descriptors.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/mat_splits.h>
#include <zeroth/formats/unit_rows.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "host/base/problem.h"
#include "host/data/array_cache.h"
#include "host/data/readers.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

LabelledFeatures read_features(const fs::path& path) {
  const formats::MatFile file(path);
  return {file.columns("features"), file.integers("labels", 1)};
}

fs::path path_of(const Json& params, const char* name) {
  return fs::path(params.at("root").get<std::string>()) / params.at(name).get<std::string>();
}

/// Class names help people only: where they cannot be read the rest still can.
void read_names(const formats::MatFile& splits, DataSet& data) {
  constexpr char kNames[] = "allclasses_names";
  if (!splits.has(kNames)) return;
  data.class_names = splits.texts(kNames);
  const std::string warning = splits.text_warning(kNames);
  if (!warning.empty()) data.warnings.push_back(warning);
}

/// From the splits file, or from one of their own.
void read_attributes(const Json& params, const formats::MatFile& splits, DataSet& data) {
  const auto variable = params.at("attributes").get<std::string>();
  const fs::path own = formats::descriptor_file(params.value("attributes_file", ""),
                                                params.at("root").get<std::string>());
  data.terms = formats::mat_terms(
      own.empty() || own.extension() == ".mat" ? variable : own.filename().string());
  data.terms.attribute_columns = own.empty() || own.extension() == ".mat";
  formats::set_descriptors(own.empty() ? formats::mat_descriptors(splits, variable)
                                       : formats::read_descriptors(own, variable),
                           own, data);
}

}  // namespace

DataSet read_xlsa17(const Json& params, Progress& progress) {
  DataSet data;
  const formats::MatFile splits(path_of(params, "splits"));
  data.name = formats::directory_name(params.at("root").get<std::string>());
  read_names(splits, data);
  read_attributes(params, splits, data);
  if (params.at("normalise_attributes").get<bool>())
    data.attributes = formats::unit_rows(data.attributes);
  data.splits = formats::read_mat_splits(splits);
  const fs::path features = path_of(params, "features");
  const auto parse = [&] { return read_features(features); };
  LabelledFeatures arrays =
      params.at("cache").get<bool>() ? cached(features, progress, parse) : parse();
  data.features = std::move(arrays.features);
  data.labels = std::move(arrays.labels);
  return data;
}

DataSet read_xlsa17_outline(const Json& params) {
  const formats::MatFile splits(path_of(params, "splits")), features(path_of(params, "features"));
  const formats::MatFile::Shape shape = features.shape("features");
  DataSet data;
  read_attributes(params, splits, data);
  data.splits = formats::read_mat_splits(splits);
  data.features = Matrix(nullptr, shape.columns, shape.rows, nullptr);
  data.labels = features.integers("labels", 1);
  return data;
}

bool xlsa17_is_there(const Json& params) {
  std::error_code unreadable;
  return fs::is_regular_file(path_of(params, "splits"), unreadable) &&
         fs::is_regular_file(path_of(params, "features"), unreadable);
}

}  // namespace zeroth::host

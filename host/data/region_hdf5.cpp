#include <zeroth/formats/descriptors.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>
#include <zeroth/formats/word_vectors.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "host/data/readers.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

Splits read_splits(const formats::Hdf5File& file) {
  Splits splits;
  splits.trainval = file.integers("trainval_loc");
  if (file.has("test_seen_loc")) splits.test_seen = file.integers("test_seen_loc");
  if (file.has("test_unseen_loc")) splits.test_unseen = file.integers("test_unseen_loc");
  if (file.has("train_loc")) splits.train = file.integers("train_loc");
  if (file.has("val_loc")) splits.val = file.integers("val_loc");
  return splits;
}

Matrix without_negatives(const Matrix& matrix) {
  std::vector<float> values(matrix.data(), matrix.data() + matrix.rows() * matrix.columns());
  for (float& value : values) {
    if (value < 0) value = 0;  // leaves what is not a number to the checks
  }
  return Matrix(std::move(values), matrix.rows(), matrix.columns());
}

/// From the file, or from one of their own beside it.
void read_attributes(const Json& params, const formats::Hdf5File& file, DataSet& data) {
  const auto name = params.at("attributes").get<std::string>();
  const fs::path own =
      formats::descriptor_file(params.value("attributes_file", ""), file.path().parent_path());
  data.terms = {"a region file", 0, own.empty() ? name : own.filename().string(), false,
                own.extension() == ".mat"};
  formats::set_descriptors(own.empty() ? formats::Descriptors{file.matrix(name, "[C, K]"), {}}
                                       : formats::read_descriptors(own, name),
                           own, data);
}

}  // namespace

DataSet read_region_arrays(const Json& params, Progress&) {
  const fs::path path = params.at("file").get<std::string>();
  const formats::Hdf5File file(path);
  DataSet data;
  data.name = path.stem().string();
  data.regions = formats::open_region_file(file);
  for (const std::string& warning :
       {formats::chunk_warning(file), formats::axes_warning(*data.regions)}) {
    if (!warning.empty()) data.warnings.push_back(warning);
  }
  data.labels = file.integers("labels");
  if (file.has("allclasses_names")) data.class_names = file.texts("allclasses_names");
  read_attributes(params, file, data);
  if (params.at("zero_negative_attributes").get<bool>()) {
    data.attributes = without_negatives(data.attributes);
  }
  data.splits = read_splits(file);
  return data;
}

DataSet read_region_hdf5(const Json& params, Progress& progress) {
  DataSet data = read_region_arrays(params, progress);
  const auto words = params.at("word_vectors").get<std::string>();
  data.word_vectors =
      words.empty()
          ? formats::Hdf5File(params.at("file").get<std::string>()).matrix(kWordVectors, "[K, G]")
          : formats::read_word_vectors(words);
  return data;
}

}  // namespace zeroth::host

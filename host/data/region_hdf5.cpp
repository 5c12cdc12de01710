#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "host/data/array_pickle.h"
#include "host/data/hdf5_file.h"
#include "host/data/npy.h"
#include "host/data/readers.h"
#include "host/data/region_file.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

bool is_npy(const fs::path& file) {
  std::array<char, 6> start{};
  std::ifstream(file, std::ios::binary).read(start.data(), start.size());
  return std::equal(start.begin(), start.end(), "\x93NUMPY");
}

Matrix read_word_vectors(const std::string& path, const Hdf5File& file) {
  if (path.empty()) return file.matrix("w2v_att", "[K, G]");
  return is_npy(path) ? to_matrix(read_npy(path)) : read_array_pickle(path);
}

Splits read_splits(const Hdf5File& file) {
  Splits splits;
  splits.trainval = file.integers("trainval_loc");
  splits.test_seen = file.integers("test_seen_loc");
  splits.test_unseen = file.integers("test_unseen_loc");
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

}  // namespace

DataSet read_region_hdf5(const Json& params) {
  const fs::path path = params.at("file").get<std::string>();
  const Hdf5File file(path);
  DataSet data;
  data.name = path.stem().string();
  data.regions = open_region_file(file);
  data.labels = file.integers("labels");
  data.attributes = file.matrix(params.at("attributes").get<std::string>(), "[C, K]");
  if (params.at("zero_negative_attributes").get<bool>()) {
    data.attributes = without_negatives(data.attributes);
  }
  data.word_vectors = read_word_vectors(params.at("word_vectors").get<std::string>(), file);
  data.splits = read_splits(file);
  if (file.has("allclasses_names")) data.class_names = file.texts("allclasses_names");
  return data;
}

}  // namespace zeroth::host

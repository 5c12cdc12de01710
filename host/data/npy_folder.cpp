#include "host/data/npy_folder.h"

#include <zeroth/formats/npy.h>
#include <zeroth/formats/npy_shards.h>

#include <system_error>

#include "host/base/problem.h"
#include "host/data/text_lines.h"

namespace zeroth::host {
namespace {

using Rows = std::vector<std::int64_t>;

void write_rows(const std::filesystem::path& file, const Rows& rows) {
  formats::write_npy(file, rows.data(), {rows.size()});
}

void write_matrix(const std::filesystem::path& file, const Matrix& matrix) {
  formats::write_npy(
      file, matrix.data(),
      {static_cast<std::size_t>(matrix.rows()), static_cast<std::size_t>(matrix.columns())});
}

constexpr char kFeatures[] = "features.npy";
constexpr char kTakeAnother[] = "name another folder, or remove this one";

}  // namespace

void expect_no_data_set(const std::filesystem::path& features, const std::string& fix) {
  std::error_code error;
  if (!std::filesystem::exists(features, error)) return;
  throw Failure(Exit::cannot_create,
                {"there is a data set already", features.string(), {"none is ever replaced"}, fix});
}

void make_data_folder(const std::filesystem::path& folder) {
  for (const char* name : {kFeatures, kRegionFeatures, kMatFeatures}) {
    expect_no_data_set(folder / name, kTakeAnother);
  }
  if (const auto part = formats::any_npy_shard(folder, "features"))
    expect_no_data_set(*part, kTakeAnother);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return;
  throw Failure(Exit::cannot_create, {"cannot create a folder",
                                      folder.string(),
                                      {error.message()},
                                      "choose a place that is writable"});
}

void write_npy_folder(const DataSet& data, const std::filesystem::path& folder) {
  write_rows(folder / "labels.npy", data.labels);
  write_matrix(folder / "attributes.npy", data.attributes);
  if (!data.class_names.empty()) write_lines(folder / "class_names.txt", data.class_names);
  const Splits& splits = data.splits;
  write_rows(folder / "trainval.npy", splits.trainval);
  write_rows(folder / "test_seen.npy", splits.test_seen);
  write_rows(folder / "test_unseen.npy", splits.test_unseen);
  if (splits.train) write_rows(folder / "train.npy", *splits.train);
  if (splits.val) write_rows(folder / "val.npy", *splits.val);
  write_matrix(folder / kFeatures, data.features);
}

}  // namespace zeroth::host

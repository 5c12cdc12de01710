#include "host/data/matlab_folder.h"

#include <zeroth/formats/mat_file_writer.h>

#include "host/data/npy_folder.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kFirst = 1;  // MATLAB counts from it

void write_splits_file(const DataSet& data, const std::filesystem::path& file) {
  formats::MatFileWriter out(file);
  out.write_columns("att", data.attributes);
  if (!data.class_names.empty()) out.write("allclasses_names", data.class_names);
  const Splits& splits = data.splits;
  out.write("trainval_loc", splits.trainval, kFirst);
  out.write("test_seen_loc", splits.test_seen, kFirst);
  out.write("test_unseen_loc", splits.test_unseen, kFirst);
  if (splits.train) out.write("train_loc", *splits.train, kFirst);
  if (splits.val) out.write("val_loc", *splits.val, kFirst);
  out.commit();
}

}  // namespace

void write_matlab_folder(const DataSet& data, const std::filesystem::path& folder) {
  formats::MatFileWriter out(folder / kMatFeatures);  // refuses a place that cannot be written
  out.write_columns("features", data.features);
  out.write("labels", data.labels, kFirst);
  write_splits_file(data, folder / "att_splits.mat");
  out.commit();
}

}  // namespace zeroth::host

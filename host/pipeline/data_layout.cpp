#include "host/pipeline/data_layout.h"

namespace zeroth::host {
namespace {

constexpr const char* kNumbers =
    "N images, C classes, d attributes; whole or floating-point numbers of any size, read as "
    "float32 "
    "and int64.";

/// `ending` and `shape` are those of lists of rows.
void add_splits(DataLayout& layout, const std::string& ending, const std::string& shape) {
  const auto add = [&](const char* name, const char* help, bool optional) {
    layout.arrays.push_back({name + ending, shape, help, optional});
  };
  add("trainval", "training rows, of seen classes", false);
  add("test_seen", "test rows of seen classes; without them T1 is reported alone", true);
  add("test_unseen", "test rows of unseen classes; without them S is reported alone", true);
  add("train", "rows whose classes remain seen in a validation", true);
  add("val", "rows whose classes a validation takes for unseen", true);
}

DataLayout xlsa17() {
  DataLayout layout;
  layout.arrays = {
      {"features", "[D, N]", "res101.mat: a column for each image"},
      {"labels", "[N, 1]", "res101.mat: the class of each image"},
      {"att", "[d, C]", "att_splits.mat: a column for each class"},
      {"allclasses_names", "{C, 1}", "att_splits.mat: what the classes are called", true}};
  add_splits(layout, "_loc", "[n, 1]");
  layout.remarks = {"Rows and classes count from 1, as in MATLAB.", kNumbers};
  layout.example_params = {{"root", "/data/CUB"}};
  return layout;
}

DataLayout npy() {
  DataLayout layout;
  layout.arrays = {{"features.npy", "[N, D]", "a row for each image"},
                   {"labels.npy", "[N]", "the class of each image"},
                   {"attributes.npy", "[C, d]", "a row for each class"},
                   {"class_names.txt", "C lines", "what the classes are called", true}};
  add_splits(layout, ".npy", "[n]");
  layout.remarks = {"Rows and classes count from 0, as in NumPy.", kNumbers};
  layout.example_params = {{"root", "/data/mine"}};
  return layout;
}

DataLayout region_hdf5() {
  DataLayout layout;
  layout.arrays = {
      {"feature_map", "[N, M, H, W]", "M channels of H x W regions for each image"},
      {"labels", "[N]", "the class of each image"},
      {"att", "[C, K]", "a row for each class"},
      {"w2v_att", "[K, G]", "a word vector for each attribute, here or in word_vectors"},
      {"allclasses_names", "[C]", "what the classes are called", true},
      {"image_files", "[N]", "where the images were, for `zeroth explain`", true}};
  add_splits(layout, "_loc", "[n]");
  layout.remarks = {"Rows and classes count from 0, as in NumPy.", kNumbers};
  layout.example_params = {{"file", "/data/CUB.hdf5"}};
  return layout;
}

DataLayout synthetic() {
  DataLayout layout;
  layout.remarks = {"It reads no files: the world is drawn from the parameters."};
  layout.example_params = {{"seen_classes", 40}, {"unseen_classes", 10}};
  return layout;
}

}  // namespace

DataLayout data_layout(const std::string& id) {
  if (id == "data.xlsa17") return xlsa17();
  if (id == "data.npy") return npy();
  if (id == "data.region-hdf5") return region_hdf5();
  return synthetic();
}

}  // namespace zeroth::host

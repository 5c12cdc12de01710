#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/error.h>
#include <zeroth/formats/mat_splits.h>

namespace zeroth::formats {
namespace {

[[noreturn]] void refuse_splits(const MatFile& file) {
  throw Error(Fault::bad_data,
              {"the variable \"trainval_loc\" is missing",
               file.path().string(),
               {fmt::format("the file has: {}", fmt::join(file.names(), ", "))},
               "give the file of the splits in data.params.splits; one of descriptors alone "
               "belongs into data.params.attributes_file"});
}

}  // namespace

FileTerms mat_terms(const std::string& attributes) { return {"MATLAB", 1, attributes, true, true}; }

Splits read_mat_splits(const MatFile& file) {
  if (!file.has("trainval_loc")) refuse_splits(file);
  Splits splits;
  splits.trainval = file.integers("trainval_loc", 1);
  if (file.has("test_seen_loc")) splits.test_seen = file.integers("test_seen_loc", 1);
  if (file.has("test_unseen_loc")) splits.test_unseen = file.integers("test_unseen_loc", 1);
  if (file.has("train_loc")) splits.train = file.integers("train_loc", 1);
  if (file.has("val_loc")) splits.val = file.integers("val_loc", 1);
  return splits;
}

}  // namespace zeroth::formats

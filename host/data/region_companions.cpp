#include "host/data/region_companions.h"

#include <fmt/format.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/mat_splits.h>
#include <zeroth/formats/word_vectors.h>

#include "host/base/problem.h"
#include "host/data/checks.h"

namespace zeroth::host {
namespace {

std::vector<std::string> read_image_files(const formats::MatFile& features) {
  auto files =
      features.has("image_files") ? features.texts("image_files") : std::vector<std::string>();
  if (!files.empty()) return files;
  throw Failure(Exit::bad_data, {"the images of the data set are not known",
                                 features.path().string(),
                                 {"it has no texts \"image_files\""},
                                 "give the original res101.mat with --features"});
}

}  // namespace

void check_word_vectors(const RegionCompanions& companions, const std::string& file) {
  if (!companions.word_vectors) return;
  const auto words = companions.word_vectors->rows();
  const auto attributes = companions.data.attributes.columns();
  if (words == attributes) return;
  throw Failure(
      Exit::bad_data,
      {"attributes and word vectors do not fit",
       file,
       {fmt::format("classes have {} attributes, there are {} word vectors", attributes, words)},
       "give the word vectors of the same attributes with --word-vectors"});
}

RegionCompanions read_companions(const CompanionFiles& files) {
  const formats::MatFile features(files.root / files.features), splits(files.root / files.splits);
  RegionCompanions found;
  found.image_files = read_image_files(features);
  found.data.labels = features.integers("labels", 1);
  found.data.attributes = splits.columns("att");
  found.data.splits = formats::read_mat_splits(splits);
  found.data.terms = formats::mat_terms("att");
  if (splits.has("allclasses_names")) found.data.class_names = splits.texts("allclasses_names");
  if (splits.has("original_att")) found.original_att = splits.columns("original_att");
  if (!files.word_vectors.empty())
    found.word_vectors = formats::read_word_vectors(files.word_vectors);
  // The features themselves are what is still to be made: a column stands in for them.
  found.data.features =
      Matrix(nullptr, static_cast<std::int64_t>(found.image_files.size()), 1, nullptr);
  check_references(found.data, files.root.string());
  check_word_vectors(found, files.word_vectors);
  return found;
}

void write_companions(const RegionCompanions& companions, formats::RegionFileWriter& out) {
  const DataSet& data = companions.data;
  out.write("labels", data.labels);
  out.write("att", data.attributes);
  if (companions.original_att) out.write("original_att", *companions.original_att);
  if (companions.word_vectors) out.write("w2v_att", *companions.word_vectors);
  if (!data.class_names.empty()) out.write("allclasses_names", data.class_names);
  out.write("trainval_loc", data.splits.trainval);
  out.write("test_seen_loc", data.splits.test_seen);
  out.write("test_unseen_loc", data.splits.test_unseen);
  if (data.splits.train) out.write("train_loc", *data.splits.train);
  if (data.splits.val) out.write("val_loc", *data.splits.val);
}

}  // namespace zeroth::host

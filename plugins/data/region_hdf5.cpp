/// Region features in one HDF5 file (pipelines/README.md), of which only the small data sets are
/// read at once. Its labels and rows count from 0.
#include <fmt/format.h>
#include <zeroth/formats/descriptors.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>
#include <zeroth/formats/word_vectors.h>

#include <filesystem>

#include "plugins/data/declared.h"

namespace {

namespace fs = std::filesystem;
using namespace zeroth;
using namespace zeroth::formats;

constexpr const char* kWordVectors = "w2v_att";

Splits read_splits(const Hdf5File& file) {
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

/// Stands in for word vectors in a survey: nothing else can be wrong with it, and the rest is
/// checked as ever.
Matrix no_word_vectors(std::int64_t attributes) {
  return Matrix(std::vector<float>(static_cast<std::size_t>(attributes), 0.0F), attributes, 1);
}

class RegionHdf5 final : public DataReader, public DeclaredSizes, public RecognisesFiles {
 public:
  static void describe(Schema<RegionHdf5>& s) {
    s.summary(
        "Region features, attributes and word vectors in one HDF5 file, read batch by batch.");
    s.param("file", &RegionHdf5::file_, "the file").required("/data/CUB.hdf5").not_empty().path();
    s.param("word_vectors", &RegionHdf5::word_vectors_,
            ".npy or pickle of the word vectors [K,G]; empty = w2v_att of the file")
        .path();
    s.param("attributes", &RegionHdf5::attributes_, "data set of the class descriptors")
        .not_empty();
    s.param("attributes_file", &RegionHdf5::attributes_file_, descriptors_help("the file itself"));
    s.param("zero_negative_attributes", &RegionHdf5::zero_negatives_,
            "a negative value, as AWA2 marks what is not known, counts as 0");
    s.param("shape", &RegionHdf5::shape_,
            "M, R, K, C, S, U, training images and G, for --dry-run without the data");
    s.output("regions", {"N", "M", "R"});
    s.reads("feature_map", "[N, M, H, W]", "M channels of H x W regions for each image");
    s.reads("labels", "[N]", "the class of each image");
    s.reads("att", "[C, K]", "a row for each class");
    s.reads(kWordVectors, "[K, G]", "a word vector for each attribute, here or in word_vectors");
    s.may_read("allclasses_names", "[C]", "what the classes are called");
    s.may_read("image_files", "[N]", "where the images were, for `zeroth explain`");
    reads_splits(s, "_loc", "[n]");
    s.remark("Rows and classes count from 0, as in NumPy.");
    s.remark(kNumbers);
  }

  DataSet read(Reading& reading) override { return everything(reading.is_survey()); }

  std::optional<DataSet> outline() const override {
    std::error_code unreadable;
    if (!fs::is_regular_file(file_, unreadable)) return std::nullopt;
    return everything(false);
  }

  std::optional<DataSizes> declared_sizes() const override {
    if (shape_.size() != 8) return std::nullopt;
    return DataSizes{shape_[0], shape_[2], shape_[3], shape_[4], shape_[5],
                     shape_[6], shape_[0], shape_[1], shape_[7]};
  }

  /// By its name too: MATLAB 7.3 files are HDF5 files as well.
  std::optional<Recognised> recognise(const std::string& path, const Values& given) const override {
    const fs::path ending = fs::path(path).extension();
    std::error_code unreadable;
    if ((ending != ".hdf5" && ending != ".h5") || fs::is_directory(path, unreadable)) {
      return std::nullopt;
    }
    if (!Hdf5File(path).has("feature_map")) return std::nullopt;
    Recognised found{given, {}};
    found.params["file"] = path;
    return found;
  }

 private:
  DataSet everything(bool is_survey) const {
    const Hdf5File file(file_);
    DataSet data;
    data.name = fs::path(file_).stem().string();
    data.regions = open_region_file(file);
    data.regions_file = file_;
    for (const std::string& warning : {chunk_warning(file), axes_warning(*data.regions)}) {
      if (!warning.empty()) data.warnings.push_back(warning);
    }
    data.labels = file.integers("labels");
    if (file.has("allclasses_names")) data.class_names = file.texts("allclasses_names");
    read_attributes(file, data);
    if (zero_negatives_) data.attributes = without_negatives(data.attributes);
    data.splits = read_splits(file);
    read_words(file, is_survey, data);
    return data;
  }

  /// From the file, or from one of their own beside it.
  void read_attributes(const Hdf5File& file, DataSet& data) const {
    const fs::path own = descriptor_file(attributes_file_, file.path().parent_path());
    data.terms = {"a region file", 0, own.empty() ? attributes_ : own.filename().string(), false,
                  own.extension() == ".mat"};
    set_descriptors(own.empty() ? Descriptors{file.matrix(attributes_, "[C, K]"), {}}
                                : read_descriptors(own, attributes_),
                    own, data);
  }

  void read_words(const Hdf5File& file, bool is_survey, DataSet& data) const {
    if (!word_vectors_.empty()) {
      data.word_vectors = read_word_vectors(word_vectors_);
    } else if (is_survey && !file.has(kWordVectors)) {
      data.word_vectors = no_word_vectors(data.attributes.columns());
      data.warnings.push_back(fmt::format(
          "the file has no word vectors \"{}\": a run needs them in data.params.word_vectors, and "
          "this report goes without",
          kWordVectors));
    } else {
      data.word_vectors = file.matrix(kWordVectors, "[K, G]");
    }
  }

  std::string file_, word_vectors_, attributes_ = "att", attributes_file_;
  bool zero_negatives_ = false;
  std::vector<std::int64_t> shape_;
};

}  // namespace

ZEROTH_DATA_READER(RegionHdf5, "region-hdf5", "1.0.0")

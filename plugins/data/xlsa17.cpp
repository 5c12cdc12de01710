/// A directory of MATLAB files as the public proposed splits are distributed.
/// Xian et al., Zero-Shot Learning - A Comprehensive Evaluation of the Good, the Bad and the Ugly,
/// arXiv:1707.00600.
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/descriptors.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/mat_splits.h>
#include <zeroth/formats/unit_rows.h>

#include <filesystem>
#include <utility>

#include "plugins/data/declared.h"
#include "plugins/data/mat_directory.h"

namespace {

namespace fs = std::filesystem;
using namespace zeroth;
using namespace zeroth::formats;

/// Class names help people only: where they cannot be read the rest still can.
void read_names(const MatFile& splits, DataSet& data) {
  constexpr char kNames[] = "allclasses_names";
  if (!splits.has(kNames)) return;
  data.class_names = splits.texts(kNames);
  const std::string warning = splits.text_warning(kNames);
  if (!warning.empty()) data.warnings.push_back(warning);
}

class Xlsa17 final : public DataReader, public DeclaredSizes, public RecognisesFiles {
 public:
  static void describe(Schema<Xlsa17>& s) {
    s.summary("A directory of MATLAB files as the public proposed splits are distributed.");
    s.cite(
        "Xian et al., Zero-Shot Learning - A Comprehensive Evaluation of the Good, the Bad and the "
        "Ugly, arXiv:1707.00600");
    s.param("root", &Xlsa17::root_, "the directory").required("/data/CUB").not_empty().path();
    s.param("features", &Xlsa17::features_, "features [D,N] and labels");
    s.param("splits", &Xlsa17::splits_, "attributes and splits");
    s.param("attributes", &Xlsa17::attributes_, "variable of the class descriptors").not_empty();
    s.param("attributes_file", &Xlsa17::attributes_file_, descriptors_help("the splits file"));
    s.param("normalise_attributes", &Xlsa17::normalise_, "unit rows");
    s.param("cache", &Xlsa17::cache_, "keep parsed arrays and map them from then on");
    s.param("shape", &Xlsa17::shape_, kShapeHelp);
    s.output("features", {"N", "D"});
    s.reads("features", "[D, N]", "res101.mat: a column for each image");
    s.reads("labels", "[N, 1]", "res101.mat: the class of each image");
    s.reads("att", "[d, C]", "att_splits.mat: a column for each class");
    s.may_read("allclasses_names", "{C, 1}", "att_splits.mat: what the classes are called");
    reads_splits(s, "_loc", "[n, 1]");
    s.remark("Rows and classes count from 1, as in MATLAB.");
    s.remark(kNumbers);
  }

  DataSet read(Reading& reading) override {
    DataSet data;
    const MatFile splits(path_of(splits_));
    data.name = directory_name(root_);
    read_names(splits, data);
    read_attributes(splits, data);
    if (normalise_) data.attributes = unit_rows(data.attributes);
    data.splits = read_mat_splits(splits);
    const fs::path path = path_of(features_);
    const auto parse = [&]() -> LabelledFeatures {
      const MatFile file(path);
      return {file.columns("features"), file.integers("labels", 1)};
    };
    LabelledFeatures arrays = cache_ ? reading.cached(path.string(), parse) : parse();
    data.features = std::move(arrays.features);
    data.labels = std::move(arrays.labels);
    return data;
  }

  std::optional<DataSet> outline() const override {
    std::error_code unreadable;
    if (!fs::is_regular_file(path_of(splits_), unreadable)) return std::nullopt;
    if (!fs::is_regular_file(path_of(features_), unreadable)) return std::nullopt;
    const MatFile splits(path_of(splits_)), features(path_of(features_));
    const MatFile::Shape shape = features.shape("features");
    DataSet data;
    read_attributes(splits, data);
    data.splits = read_mat_splits(splits);
    data.features = Matrix(nullptr, shape.columns, shape.rows, nullptr);
    data.labels = features.integers("labels", 1);
    return data;
  }

  std::optional<DataSizes> declared_sizes() const override { return sizes_of_rows(shape_); }

  std::optional<Recognised> recognise(const std::string& path, const Values& given) const override {
    return recognise_mat_directory(path, given);
  }

 private:
  fs::path path_of(const std::string& file) const { return fs::path(root_) / file; }

  /// From the splits file, or from one of their own.
  void read_attributes(const MatFile& splits, DataSet& data) const {
    const fs::path own = descriptor_file(attributes_file_, root_);
    const bool are_columns = own.empty() || own.extension() == ".mat";
    data.terms = mat_terms(are_columns ? attributes_ : own.filename().string());
    data.terms.attribute_columns = are_columns;
    set_descriptors(
        own.empty() ? mat_descriptors(splits, attributes_) : read_descriptors(own, attributes_),
        own, data);
  }

  std::string root_, features_ = "res101.mat", splits_ = "att_splits.mat";
  std::string attributes_ = "att", attributes_file_;
  bool normalise_ = false, cache_ = true;
  std::vector<std::int64_t> shape_;
};

}  // namespace

ZEROTH_DATA_READER(Xlsa17, "xlsa17", "1.0.0")

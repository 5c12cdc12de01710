/// A directory of .npy files: features [N,D], in one file or several, labels [N] from 0, attributes
/// [C,d], trainval, test_seen, test_unseen (rows from 0; one of the two may be missing), optionally
/// train, val and class_names.txt.
#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/descriptors.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/npy_rows.h>
#include <zeroth/formats/npy_shards.h>
#include <zeroth/formats/regular_file.h>
#include <zeroth/formats/unit_rows.h>

#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "plugins/data/declared.h"

namespace {

namespace fs = std::filesystem;
using namespace zeroth;
using namespace zeroth::formats;

using Rows = std::vector<std::int64_t>;

constexpr const char* kNeeds = "`zeroth inspect data.npy` says which files it reads";

/// An array that has to be there.
NpyArray required(const fs::path& file) {
  expect_data_file(file, kNeeds);
  return read_npy(file);
}

bool is_there(const fs::path& file) {
  std::error_code unknown;  // then opening the file says why
  return fs::exists(file, unknown) || unknown;
}

std::optional<Rows> optional_rows(const fs::path& file) {
  if (!is_there(file)) return std::nullopt;
  return to_integers(read_npy(file));
}

/// Lines as any system ends them; none where there is no file.
std::vector<std::string> read_lines(const fs::path& file) {
  std::vector<std::string> lines;
  if (!is_there(file)) return lines;
  std::istringstream stream(read_small_file(file));
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

constexpr const char* kFeatures = "features";
constexpr const char* kOneFile = "features.npy";

bool has_features(const fs::path& folder) {
  std::error_code unreadable;
  return fs::exists(folder / kOneFile, unreadable) || any_npy_shard(folder, kFeatures);
}

/// @throws Error(bad_data) where both are there: one of them might be left over from yesterday.
std::vector<fs::path> feature_files(const fs::path& folder) {
  const auto part = any_npy_shard(folder, kFeatures);
  if (!part) return {folder / kOneFile};
  std::error_code unreadable;
  if (!fs::exists(folder / kOneFile, unreadable)) return npy_shards(folder, kFeatures);
  throw Error(Fault::bad_data,
              {"there are features twice",
               folder.string(),
               {fmt::format("{} and {} both hold rows", kOneFile, part->filename().string())},
               "keep those that are meant, and move the others away"});
}

class NpyDirectory final : public DataReader, public DeclaredSizes, public RecognisesFiles {
 public:
  static void describe(Schema<NpyDirectory>& s) {
    s.summary("A directory of .npy files.");
    s.param("root", &NpyDirectory::root_, "the directory")
        .required("/data/mine")
        .not_empty()
        .path();
    s.param("attributes", &NpyDirectory::attributes_,
            "variable of the class descriptors in a .mat file")
        .not_empty();
    s.param("attributes_file", &NpyDirectory::attributes_file_, descriptors_help("attributes.npy"));
    s.param("normalise_attributes", &NpyDirectory::normalise_, "unit rows");
    s.param("shape", &NpyDirectory::shape_, kShapeHelp);
    s.output("features", {"N", "D"});
    s.reads("features.npy", "[N, D]", "a row for each image");
    s.may_read("features-00000-of-00004.npy", "[n, D]",
               "instead of features.npy: the first of files whose rows follow one another");
    s.reads("labels.npy", "[N]", "the class of each image");
    s.reads("attributes.npy", "[C, d]", "a row for each class");
    s.may_read("class_names.txt", "C lines", "what the classes are called");
    reads_splits(s, ".npy", "[n]");
    s.remark("Rows and classes count from 0, as in NumPy.");
    s.remark(kNumbers);
  }

  DataSet read(Reading&) override {
    NpyRows features(feature_files(root_), kNeeds);
    DataSet data = all_but_features();
    data.features = features.read();
    return data;
  }

  std::optional<DataSet> outline() const override {
    if (!has_features(root_)) return std::nullopt;
    const NpyRows features(feature_files(root_), kNeeds);
    DataSet data = all_but_features();
    data.features = features.outline();
    return data;
  }

  std::optional<DataSizes> declared_sizes() const override { return sizes_of_rows(shape_); }

  std::optional<Recognised> recognise(const std::string& path, const Values& given) const override {
    std::error_code unreadable;
    if (!has_features(path) && !fs::exists(fs::path(path) / "labels.npy", unreadable)) {
      return std::nullopt;
    }
    Recognised found{given, {}};
    found.params["root"] = path;
    return found;
  }

 private:
  DataSet all_but_features() const {
    const fs::path root = root_;
    DataSet data;
    data.name = directory_name(root);
    data.labels = to_integers(required(root / "labels.npy"));
    data.class_names = read_lines(root / "class_names.txt");
    read_attributes(data);
    if (normalise_) data.attributes = unit_rows(data.attributes);
    data.splits.trainval = to_integers(required(root / "trainval.npy"));
    data.splits.test_seen = optional_rows(root / "test_seen.npy").value_or(Rows());
    data.splits.test_unseen = optional_rows(root / "test_unseen.npy").value_or(Rows());
    data.splits.train = optional_rows(root / "train.npy");
    data.splits.val = optional_rows(root / "val.npy");
    return data;
  }

  void read_attributes(DataSet& data) const {
    fs::path file = descriptor_file(attributes_file_, root_);
    if (file.empty()) {
      file = fs::path(root_) / "attributes.npy";
      expect_data_file(file, "put it there, or name the file in data.params.attributes_file");
    }
    data.terms.attribute_columns = file.extension() == ".mat";
    data.terms.attributes = file.filename().string();
    set_descriptors(read_descriptors(file, attributes_), file, data);
  }

  std::string root_, attributes_ = "att", attributes_file_;
  bool normalise_ = false;
  std::vector<std::int64_t> shape_;
};

}  // namespace

ZEROTH_DATA_READER(NpyDirectory, "npy", "1.0.0")

#include "host/data/verified_source.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/mat_folder.h>

#include "host/base/problem.h"
#include "host/data/readers.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUsualFeatures = "res101.mat";
constexpr const char* kUsualSplits = "att_splits.mat";
constexpr const char* kUsualAttributes = "att";

/// Finds the files of a directory of MATLAB files, and what they call the descriptors.
class MatDirectory {
 public:
  explicit MatDirectory(const VerifyRequest& request) : request_(request), folder_(request.path) {}

  DataSet read(Progress& progress) {
    const std::string features =
        request_.features.empty() ? folder_.find("features", kUsualFeatures) : request_.features;
    const std::string splits = request_.splits.empty() ? find_splits() : request_.splits;
    find_attributes(splits);
    DataSet data = read_xlsa17({{"root", request_.path.string()},
                                {"features", features},
                                {"splits", splits},
                                {"attributes", attributes_},
                                {"attributes_file", attributes_file_},
                                {"normalise_attributes", false},
                                {"cache", false}},
                               progress);
    if (const std::string left_out = folder_.left_out(); !left_out.empty()) {
      data.warnings.push_back(left_out);
    }
    if (!guess_.empty()) data.warnings.push_back(guess_);
    return data;
  }

 private:
  std::string find_splits() const {
    const std::string wanted = request_.attributes.empty() ? kUsualAttributes : request_.attributes;
    if (const auto both = folder_.holder_of({"trainval_loc", wanted}, kUsualSplits)) return *both;
    if (const auto alone = folder_.holder_of({"trainval_loc"}, kUsualSplits)) return *alone;
    return folder_.find(wanted, kUsualSplits);  // reading it says what it lacks
  }

  void find_attributes(const std::string& splits) {
    attributes_ = request_.attributes.empty() ? kUsualAttributes : request_.attributes;
    attributes_file_ = request_.attributes_file;
    if (!attributes_file_.empty() || !request_.attributes.empty()) return;
    const formats::MatFile file(request_.path / splits);
    if (file.has(attributes_)) return;
    if (const auto other = folder_.holder_of({attributes_}, "")) {
      attributes_file_ = *other;
      guess_ = fmt::format(
          "the descriptors are those of {0}: tell a run by "
          "data.params.attributes_file={0}",
          *other);
      return;
    }
    attributes_ = only_candidate(file);
    guess_ = fmt::format(
        "there is no \"{0}\", the descriptors are \"{1}\": tell a run by "
        "data.params.attributes={1}",
        kUsualAttributes, attributes_);
  }

  /// The only matrix of the splits file that is neither a split nor names.
  std::string only_candidate(const formats::MatFile& file) const {
    std::vector<std::string> found;
    for (const std::string& name : file.names()) {
      if (may_be_descriptors(file, name)) found.push_back(name);
    }
    if (found.size() == 1) return found.front();
    throw Failure(Exit::no_input, {fmt::format("no MATLAB file here has \"{}\"", kUsualAttributes),
                                   request_.path.string(),
                                   {fmt::format("{} has: {}", file.path().filename().string(),
                                                fmt::join(file.names(), ", "))},
                                   "name the descriptors with --attributes"});
  }

  static bool may_be_descriptors(const formats::MatFile& file, const std::string& name) {
    if (name.size() > 4 && name.compare(name.size() - 4, 4, "_loc") == 0) return false;
    try {
      const formats::MatFile::Shape shape = file.shape(name);
      return shape.rows > 1 && shape.columns > 1;
    } catch (const Error&) {
      return false;  // no matrix of numbers
    }
  }

  const VerifyRequest& request_;
  formats::MatFolder folder_;
  std::string attributes_, attributes_file_;
  std::string guess_;  ///< what a run must be told
};

bool has_npy(const fs::path& directory) {
  std::error_code unreadable;
  return fs::exists(directory / "features.npy", unreadable) ||
         fs::exists(directory / "labels.npy", unreadable);
}

DataSet read_npy_source(const VerifyRequest& request) {
  const std::string variable = request.attributes.empty() ? kUsualAttributes : request.attributes;
  return read_npy_directory({{"root", request.path.string()},
                             {"attributes", variable},
                             {"attributes_file", request.attributes_file},
                             {"normalise_attributes", false}});
}

DataSet read_region_source(const VerifyRequest& request) {
  Progress silent(ProgressMode::none, stderr);  // the report has the warning
  const std::string variable = request.attributes.empty() ? kUsualAttributes : request.attributes;
  const Json params = {{"file", request.path.string()},
                       {"word_vectors", request.word_vectors},
                       {"attributes", variable},
                       {"attributes_file", request.attributes_file},
                       {"zero_negative_attributes", false}};
  if (!request.word_vectors.empty() || formats::Hdf5File(request.path).has(kWordVectors)) {
    return read_region_hdf5(params, silent);
  }
  DataSet data = read_region_arrays(params, silent);
  // Nothing else can be wrong with them: the rest is checked as ever.
  const auto attributes = data.attributes.columns();
  data.word_vectors =
      Matrix(std::vector<float>(static_cast<std::size_t>(attributes), 0.0F), attributes, 1);
  data.warnings.push_back(fmt::format(
      "the file has no word vectors \"{}\": a run needs them in data.params.word_vectors, and this "
      "report goes without",
      kWordVectors));
  return data;
}

}  // namespace

DataSet read_to_verify(const VerifyRequest& request, Progress& progress) {
  std::error_code unreadable;
  if (!fs::is_directory(request.path, unreadable)) return read_region_source(request);
  return has_npy(request.path) ? read_npy_source(request) : MatDirectory(request).read(progress);
}

}  // namespace zeroth::host

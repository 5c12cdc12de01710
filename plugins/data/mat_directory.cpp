#include "plugins/data/mat_directory.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/error.h>
#include <zeroth/formats/mat_file.h>
#include <zeroth/formats/mat_folder.h>
#include <zeroth/formats/npy_shards.h>

namespace zeroth {
namespace {

namespace fs = std::filesystem;
using formats::MatFile;

constexpr const char* kUsualFeatures = "res101.mat";
constexpr const char* kUsualSplits = "att_splits.mat";
constexpr const char* kUsualAttributes = "att";

/// The text that the user gave; empty where there is none.
std::string text_of(const Values& given, const char* name) {
  const auto found = given.find(name);
  return found == given.end() ? "" : std::get<std::string>(found->second);
}

/// Finds the files of a directory of MATLAB files, and what they call the descriptors.
class MatDirectory {
 public:
  MatDirectory(const fs::path& path, const Values& given)
      : path_(path),
        folder_(path),
        features_(text_of(given, "features")),
        splits_(text_of(given, "splits")),
        attributes_(text_of(given, "attributes")),
        attributes_file_(text_of(given, "attributes_file")),
        given_attributes_(attributes_) {}

  bool has_any() const {
    return !features_.empty() || !splits_.empty() || folder_.holder_of({"features"}, "") ||
           folder_.holder_of({"trainval_loc"}, "");
  }

  Recognised recognise() {
    if (features_.empty()) features_ = folder_.find("features", kUsualFeatures);
    if (splits_.empty()) splits_ = find_splits();
    if (attributes_.empty()) find_attributes();
    Recognised found{{{"root", path_.string()},
                      {"features", features_},
                      {"splits", splits_},
                      {"attributes", attributes_},
                      {"attributes_file", attributes_file_},
                      {"cache", false}},
                     {}};
    for (const std::string& one : {folder_.left_out(), guess_}) {
      if (!one.empty()) found.remarks.push_back(one);
    }
    return found;
  }

 private:
  std::string find_splits() const {
    const std::string wanted = given_attributes_.empty() ? kUsualAttributes : given_attributes_;
    if (const auto both = folder_.holder_of({"trainval_loc", wanted}, kUsualSplits)) return *both;
    if (const auto alone = folder_.holder_of({"trainval_loc"}, kUsualSplits)) return *alone;
    return folder_.find(wanted, kUsualSplits);  // reading it says what it lacks
  }

  void find_attributes() {
    attributes_ = kUsualAttributes;
    if (!attributes_file_.empty()) return;
    const MatFile file(path_ / splits_);
    if (file.has(attributes_)) return;
    if (const auto other = folder_.holder_of({attributes_}, "")) {
      attributes_file_ = *other;
      guess_ = fmt::format(
          "the descriptors are those of {0}: tell a run by data.params.attributes_file={0}",
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
  std::string only_candidate(const MatFile& file) const {
    std::vector<std::string> found;
    for (const std::string& name : file.names()) {
      if (may_be_descriptors(file, name)) found.push_back(name);
    }
    if (found.size() == 1) return found.front();
    throw Error(Fault::no_input, {fmt::format("no MATLAB file here has \"{}\"", kUsualAttributes),
                                  path_.string(),
                                  {fmt::format("{} has: {}", file.path().filename().string(),
                                               fmt::join(file.names(), ", "))},
                                  "name the descriptors with --attributes"});
  }

  static bool may_be_descriptors(const MatFile& file, const std::string& name) {
    if (name.size() > 4 && name.compare(name.size() - 4, 4, "_loc") == 0) return false;
    try {
      const MatFile::Shape shape = file.shape(name);
      return shape.rows > 1 && shape.columns > 1;
    } catch (const Error&) {
      return false;  // no matrix of numbers
    }
  }

  fs::path path_;
  formats::MatFolder folder_;
  std::string features_, splits_, attributes_, attributes_file_;
  std::string given_attributes_;
  std::string guess_;  ///< what a run must be told
};

}  // namespace

std::optional<Recognised> recognise_mat_directory(const fs::path& directory, const Values& given) {
  std::error_code unreadable;
  if (!fs::is_directory(directory, unreadable)) return std::nullopt;
  // Beside NumPy's files one of MATLAB's may hold the descriptors.
  if (fs::exists(directory / "features.npy", unreadable)) return std::nullopt;
  if (formats::any_npy_shard(directory, "features")) return std::nullopt;
  MatDirectory found(directory, given);
  if (!found.has_any()) return std::nullopt;
  return found.recognise();
}

}  // namespace zeroth

#include <fmt/format.h>

#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "host/base/hash.h"
#include "host/conformance/checks.h"
#include "host/conformance/read_data.h"
#include "host/data/checks.h"
#include "host/read/load_data_set.h"

namespace zeroth::host::checks {
namespace {

/// The features of images by their hashes, as a data set may hold more of them than memory does.
class HashedImages {
 public:
  explicit HashedImages(const DataSet& data) : data_(data) {
    if (data.regions) image_.resize(floats(data.regions->channels() * data.regions->regions()));
  }

  std::string of(std::int64_t row) {
    if (!data_.regions) return hashed(data_.features.row(row), floats(data_.features.columns()));
    data_.regions->read(&row, 1, image_.data());
    return hashed(image_.data(), image_.size());
  }

 private:
  static std::size_t floats(std::int64_t count) { return static_cast<std::size_t>(count); }
  static std::string hashed(const float* numbers, std::size_t count) {
    return hash_of(reinterpret_cast<const char*>(numbers), count * sizeof(float));
  }

  const DataSet& data_;
  std::vector<float> image_;  // [M,R]
};

/// Test rows that have the features of a training row.
struct Copies {
  std::int64_t tested = 0, count = 0;
  std::int64_t first = 0, original = 0;  ///< a test row, and the training row that it equals
};

Copies copies_in(const DataSet& data) {
  HashedImages images(data);
  std::unordered_map<std::string, std::int64_t> trained;
  for (const std::int64_t row : data.splits.trainval) trained.emplace(images.of(row), row);
  Copies copies;
  for (const auto* split : {&data.splits.test_seen, &data.splits.test_unseen}) {
    for (const std::int64_t row : *split) {
      ++copies.tested;
      const auto found = trained.find(images.of(row));
      if (found == trained.end()) continue;
      if (copies.count == 0) copies.first = row, copies.original = found->second;
      ++copies.count;
    }
  }
  return copies;
}

/// Numbers of all images.
double numbers_in(const RegionSource& regions) {
  return static_cast<double>(regions.images()) *
         static_cast<double>(regions.channels() * regions.regions());
}

/// "5 classes, read() gives 4": where two sizes differ; empty if nowhere.
std::string different_sizes(const DataSizes& declared, const DataSizes& read) {
  const std::tuple<const char*, std::int64_t, std::int64_t> all[] = {
      {"features", declared.features, read.features},
      {"attributes", declared.attributes, read.attributes},
      {"classes", declared.classes, read.classes},
      {"seen classes", declared.seen, read.seen},
      {"unseen classes", declared.unseen, read.unseen},
      {"training rows", declared.train_rows, read.train_rows},
      {"channels", declared.channels, read.channels},
      {"regions", declared.regions, read.regions},
      {"numbers of a word vector", declared.word_vector, read.word_vector}};
  for (const auto& [name, said, given] : all) {
    if (said != given) return fmt::format("{} {}, read() gives {}", said, name, given);
  }
  return "";
}

}  // namespace

Verdict reads_twice(const Subject& subject) {
  const MadeReader reader(subject);
  const DataSet first = reader.read();
  std::string found = different(first, reader.read(), Numbers::all);
  if (!found.empty()) return failed(fmt::format("a second read() changes {}", found));
  found = different(first, MadeReader(subject).read(), Numbers::all);
  return found.empty() ? passed() : failed(fmt::format("another component changes {}", found));
}

Verdict sound_data(const Subject& subject) {
  const MadeReader reader(subject);
  check_data_set(reader.read(), reader.place());
  return passed();
}

Verdict outline_agrees(const Subject& subject) {
  const MadeReader reader(subject);
  const auto outline = reader.outline();
  if (!outline) return skipped("it gives no outline()");
  const std::string found = different(reader.read(), *outline, Numbers::without_features);
  if (found.empty()) return passed();
  return failed(fmt::format("outline() and read() do not agree on {}", found));
}

Verdict declared_sizes(const Subject& subject) {
  const MadeReader reader(subject);
  const auto declared = reader.declared_sizes();
  if (!declared) return skipped("its parameters declare no sizes");
  const std::string found = different_sizes(*declared, sizes_of(reader.read(), reader.place()));
  return found.empty() ? passed() : failed("declared_sizes() says " + found);
}

Verdict no_copies(const Subject& subject) {
  constexpr double kByChance = 0.01;        // of the test rows: collections hold some images twice
  constexpr double kMostNumbers = 1 << 28;  // 1 GiB, which is read in seconds
  const MadeReader reader(subject);
  const DataSet data = reader.read();
  check_references(data, reader.place());
  if (data.regions && numbers_in(*data.regions) > kMostNumbers) {
    return skipped("it has too many regions to be compared: give the kit a smaller data set");
  }
  const Copies copies = copies_in(data);
  if (copies.count == 0) return passed();
  const std::string why = fmt::format(
      "{} of {} test rows have the features of a training row, row {} those of row {}: a test row "
      "must not be trained on under another number, either",
      copies.count, copies.tested, copies.first, copies.original);
  const double share = static_cast<double>(copies.count) / static_cast<double>(copies.tested);
  return share > kByChance ? failed(why) : warned(why);
}

}  // namespace zeroth::host::checks

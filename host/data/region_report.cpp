#include "host/data/region_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/data/hdf5_file.h"
#include "host/data/region_file.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// What passes by while all regions are read once.
class RegionFigures {
 public:
  explicit RegionFigures(const RegionSource& regions)
      : image_size_(regions.channels() * regions.regions()) {}

  void add(std::int64_t first, std::int64_t count, const float* values) {
    for (std::int64_t i = 0; i < count * image_size_; ++i) {
      least_ = std::min(least_, values[i]);
      most_ = std::max(most_, values[i]);
      if (std::isfinite(values[i])) continue;
      if (bad_++ == 0) first_bad_ = first + i / image_size_;
    }
  }

  /// @throws Failure(bad_data) when a number was not finite.
  std::string range(const fs::path& file) const {
    if (bad_ == 0) return fmt::format("{:.4g} to {:.4g}", least_, most_);
    throw Failure(Exit::bad_data,
                  {"regions hold numbers that are not finite",
                   file.string(),
                   {fmt::format("{} of them, the first in image {}", bad_, first_bad_)},
                   "extract the features again"});
  }

 private:
  std::int64_t image_size_, bad_ = 0, first_bad_ = 0;
  float least_ = INFINITY, most_ = -INFINITY;
};

/// HDF5 unpacks whole chunks, so that images read in random order cost all that share theirs.
void warn_of_chunks(const fs::path& path, RegionReport& report) {
  constexpr std::int64_t kMany = 32;
  const RegionLayout layout = region_layout(Hdf5File(path));
  if (layout.contiguous || layout.images_per_chunk < kMany) return;
  report.warnings.push_back(fmt::format(
      "each chunk of feature_map holds a part of {} images, all of which are unpacked for every "
      "one that is read: unpack the file once with {}",
      layout.images_per_chunk, unpack_command(path)));
}

std::int64_t zero_rows(const Matrix& matrix) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < matrix.rows(); ++i) {
    const float* row = matrix.row(i);
    count += std::all_of(row, row + matrix.columns(), [](float value) { return value == 0; });
  }
  return count;
}

}  // namespace

RegionReport report_region_file(const DataSet& data, const fs::path& path) {
  const RegionSource& regions = *data.regions;
  RegionFigures figures(regions);
  RegionReport report;
  report.hash = content_hash(data, [&](auto first, auto count, const float* values) {
    figures.add(first, count, values);
  });
  const Matrix& words = data.word_vectors;
  report.facts = {{"images", regions.images()},
                  {"channels M", regions.channels()},
                  {"regions H x W", fmt::format("{} x {}", regions.height(), regions.width())},
                  {"feature range", figures.range(path)},
                  {"word vectors", words.rows()},
                  {"word vector size G", words.columns()},
                  {"zero word vectors", zero_rows(words)}};
  warn_of_chunks(path, report);
  return report;
}

}  // namespace zeroth::host

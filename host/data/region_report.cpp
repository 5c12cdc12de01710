#include "host/data/region_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/data/odd_numbers.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// What passes by while all regions are read once.
class RegionFigures {
 public:
  explicit RegionFigures(const DataSet& data)
      : image_size_(data.regions->channels() * data.regions->regions()), rows_(data) {}

  void add(std::int64_t first, std::int64_t count, const float* values) {
    numbers_.collect(Matrix(values, count, image_size_, nullptr), first,
                     [&](std::int64_t image) { return rows_.is_read(image); });
    for (std::int64_t i = 0; i < count * image_size_; ++i) {
      if (!std::isfinite(values[i])) continue;
      least_ = std::min(least_, values[i]);
      most_ = std::max(most_, values[i]);
    }
  }

  std::string range() const { return fmt::format("{:.4g} to {:.4g}", least_, most_); }

  /// @throws Failure(bad_data) when a number that a run reads was not finite.
  std::vector<std::string> warnings(const fs::path& file) const {
    Findings findings{file.string(), {}, {}};
    tell(numbers_,
         {"regions", [&](const Met& met) { return rows_.text("image", met.row); },
          "images of no split",
          "leave those images out of the splits, or extract their features again"},
         findings);
    if (findings.problems.empty()) return findings.warnings;
    throw Failure(Exit::bad_data, findings.problems);
  }

 private:
  std::int64_t image_size_;
  RowsInSplits rows_;
  OddNumbers numbers_;
  float least_ = INFINITY, most_ = -INFINITY;
};

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
  RegionFigures figures(data);
  RegionReport report;
  report.hash = content_hash(data, [&](auto first, auto count, const float* values) {
    figures.add(first, count, values);
  });
  const Matrix& words = data.word_vectors;
  report.facts = {{"images", regions.images()},
                  {"channels M", regions.channels()},
                  {"regions H x W", fmt::format("{} x {}", regions.height(), regions.width())},
                  {"feature range", figures.range()},
                  {"word vectors", words.rows()},
                  {"word vector size G", words.columns()},
                  {"zero word vectors", zero_rows(words)}};
  report.warnings = figures.warnings(path);
  return report;
}

}  // namespace zeroth::host

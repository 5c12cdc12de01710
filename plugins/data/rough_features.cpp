#include "plugins/data/rough_features.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/blocks.h>
#include <zeroth/error.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

#include "plugins/data/rough_streams.h"

namespace zeroth::rough {
namespace {

using Rows = std::vector<std::int64_t>;

/// All rows as they are, in room for as many: what lies in a file may need one.
std::shared_ptr<float> copy_of(const Matrix& before) {
  const std::int64_t columns = before.columns();
  std::shared_ptr<float> all = room_for_rows(before.rows(), columns);
  in_blocks("a copy of the features", before.rows(), block_of(columns),
            [&](std::int64_t first, std::int64_t end) {
              std::copy(before.row(first), before.row(end), all.get() + first * columns);
            });
  return all;
}

Rows test_rows(const DataSet& data) {
  Rows rows = data.splits.test_seen;
  rows.insert(rows.end(), data.splits.test_unseen.begin(), data.splits.test_unseen.end());
  return rows;
}

Rows every_row(const DataSet& data) {
  Rows rows(static_cast<std::size_t>(data.images()));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

/// One row after the other, the same whichever other rows there are.
class Shift {
 public:
  Shift(std::int64_t features, const FeatureSettings& settings,
        const std::vector<double>& deviations)
      : settings_(settings),
        deviations_(deviations),
        rotation_(features, settings.rotation, settings.seed),
        features_(static_cast<std::size_t>(features)) {}

  void change(std::int64_t row, float* values) const {
    std::vector<double> x(values, values + features_);
    rotation_.turn(x.data());
    for (double& value : x) value *= settings_.scale;
    if (settings_.noise > 0) {
      Random random = stream_of(settings_.seed, Stream::feature_noise, row);
      for (std::size_t j = 0; j < features_; ++j) {
        x[j] += settings_.noise * deviations_[j] * random.normal();
      }
    }
    std::copy(x.begin(), x.end(), values);
  }

 private:
  const FeatureSettings& settings_;
  const std::vector<double>& deviations_;
  Rotation rotation_;
  std::size_t features_;
};

std::string shift_text(const DataSet& data, const FeatureSettings& settings, std::size_t rows) {
  std::vector<std::string> parts;
  if (settings.rotation > 0) parts.push_back(fmt::format("rotation {}", settings.rotation));
  if (settings.scale != 1) parts.push_back(fmt::format("scale {}", settings.scale));
  if (settings.noise > 0) parts.push_back(fmt::format("noise {}", settings.noise));
  return fmt::format("feature shift by {}: {} of {} rows are changed, {}", fmt::join(parts, ", "),
                     rows, data.images(), settings.all_rows ? "all" : "those of the test");
}

/// Ten rows at a time go through the matrix: it is read from memory less often. Every sum is taken
/// in the order of the features, so that it does not depend on threads.
class Map {
 public:
  Map(std::int64_t from, std::int64_t to, std::uint64_t seed)
      : from_(static_cast<std::size_t>(from)),
        to_(static_cast<std::size_t>(to)),
        matrix_(room_for_rows(from, to)) {
    Random random = stream_of(seed, Stream::backbone);
    const double scale = 1 / std::sqrt(static_cast<double>(to));
    std::generate_n(matrix_.get(), from_ * to_,
                    [&] { return static_cast<float>(scale * random.normal()); });
  }

  void map(const Matrix& in, std::int64_t first, std::int64_t end, float* out) const {
    for (auto row = first; row < end; row += kAtOnce) {
      const auto last = std::min(end, row + kAtOnce);
      std::fill(out + row * columns(), out + last * columns(), 0.0F);
      for (std::size_t j = 0; j < from_; ++j) {
        for (auto one = row; one < last; ++one) {
          const float x = in.row(one)[j];
          const float* of_feature = matrix_.get() + j * to_;
          float* mapped = out + static_cast<std::size_t>(one) * to_;
          for (std::size_t k = 0; k < to_; ++k) mapped[k] += x * of_feature[k];
        }
      }
    }
  }

 private:
  static constexpr std::int64_t kAtOnce = 10;
  std::int64_t columns() const { return static_cast<std::int64_t>(to_); }
  std::size_t from_, to_;
  std::shared_ptr<float> matrix_;  // [D,D']
};

/// Adds `what(x, column)` of the rows to the sum of every column: the first or the second half of
/// finding deviations. Rows are read one block after the other, and sums are taken in their order.
template <class What>
void add_up(const Matrix& features, const Rows& rows, int half, std::vector<double>& sums,
            What&& what) {
  const auto count = static_cast<std::int64_t>(rows.size());
  const std::int64_t block = block_of(features.columns());
  for (std::int64_t first = 0; first < count; first += block) {
    say_progress("the deviations of the features", half * count + first, 2 * count);
    const std::int64_t last = std::min(count, first + block);
    in_parallel(features.columns(), 1, [&](std::int64_t from, std::int64_t end) {
      for (auto i = first; i < last; ++i) {
        const float* values = features.row(rows[static_cast<std::size_t>(i)]);
        for (auto j = static_cast<std::size_t>(from); j < static_cast<std::size_t>(end); ++j) {
          sums[j] += what(values[j], j);
        }
      }
    });
  }
}

}  // namespace

Rotation::Rotation(std::int64_t features, double strength, std::uint64_t seed) {
  if (strength == 0) return;
  constexpr double kPi = 3.141592653589793;
  Random random = stream_of(seed, Stream::rotation);
  std::vector<std::size_t> order(static_cast<std::size_t>(features));
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto rounds = static_cast<int>(std::ceil(std::log2(static_cast<double>(features))));
  for (int round = 0; round < rounds; ++round) {
    random.shuffle(order);
    for (std::size_t i = 0; i + 1 < order.size(); i += 2) {
      const double angle = strength * kPi * (2 * random.uniform() - 1);
      turns_.push_back({order[i], order[i + 1], std::cos(angle), std::sin(angle)});
    }
  }
}

void Rotation::turn(double* row) const {
  for (const Turn& one : turns_) {
    const double a = row[one.first], b = row[one.second];
    row[one.first] = one.cosine * a - one.sine * b;
    row[one.second] = one.sine * a + one.cosine * b;
  }
}

std::vector<double> deviations_of(const Matrix& features, const std::vector<std::int64_t>& rows) {
  std::vector<double> mean(static_cast<std::size_t>(features.columns()), 0), square = mean;
  add_up(features, rows, 0, mean, [](float x, std::size_t) { return x; });
  for (double& value : mean) value /= static_cast<double>(rows.size());
  add_up(features, rows, 1, square,
         [&](float x, std::size_t j) { return (x - mean[j]) * (x - mean[j]); });
  for (double& value : square) value = std::sqrt(value / static_cast<double>(rows.size()));
  return square;
}

std::string shift_features(DataSet& data, const FeatureSettings& settings,
                           const std::vector<double>& deviations) {
  const Matrix& before = data.features;
  const std::int64_t columns = before.columns();
  if (settings.rotation > 0 && columns < 2) {
    throw Error(Fault::configuration, {"one feature cannot be rotated",
                                       "",
                                       {fmt::format("the rows of {} have one column", data.name)},
                                       "leave \"feature_rotation\" at 0"});
  }
  const Rows rows = settings.all_rows ? every_row(data) : test_rows(data);
  const std::string text = shift_text(data, settings, rows.size());
  if (!before.data()) return text;
  const std::shared_ptr<float> values = copy_of(before);
  const Shift shift(columns, settings, deviations);
  in_blocks("the shift of the features", static_cast<std::int64_t>(rows.size()), block_of(columns),
            [&](std::int64_t first, std::int64_t end) {
              for (auto i = first; i < end; ++i) {
                const std::int64_t row = rows[static_cast<std::size_t>(i)];
                shift.change(row, values.get() + row * columns);
              }
            });
  data.features = Matrix(values.get(), before.rows(), columns, values);
  return text;
}

std::string map_features(DataSet& data, const FeatureSettings& settings) {
  const Matrix& before = data.features;
  const std::int64_t rows = before.rows(), columns = settings.backbone;
  const std::string text =
      fmt::format("another backbone: {} features became {} by a random linear map, of all rows",
                  before.columns(), columns);
  if (!before.data()) {
    data.features = Matrix(nullptr, rows, columns, nullptr);
    return text;
  }
  const Map map(before.columns(), columns, settings.seed);
  const std::shared_ptr<float> values = room_for_rows(rows, columns);
  in_blocks(
      "the features of another backbone", rows,
      std::max<std::int64_t>(64, block_of(before.columns() * columns / 16)),
      [&](std::int64_t first, std::int64_t end) { map.map(before, first, end, values.get()); });
  data.features = Matrix(values.get(), rows, columns, values);
  return text;
}

}  // namespace zeroth::rough

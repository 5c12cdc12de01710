#include "plugins/data/rough_attributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "plugins/data/rough_streams.h"

namespace zeroth::rough {
namespace {

struct Spread {
  double mean = 0, deviation = 0;
};

/// Of each column.
std::vector<Spread> spreads_of(const Matrix& matrix) {
  std::vector<Spread> all(static_cast<std::size_t>(matrix.columns()));
  for (std::int64_t j = 0; j < matrix.columns(); ++j) {
    Spread& one = all[static_cast<std::size_t>(j)];
    double count = 0;
    const auto each = [&](auto&& add) {
      for (std::int64_t c = 0; c < matrix.rows(); ++c) {
        const double value = matrix.row(c)[j];
        if (std::isfinite(value)) add(value);
      }
    };
    each([&](double value) { one.mean += value, ++count; });
    if (count == 0) continue;
    one.mean /= count;
    each([&](double value) { one.deviation += (value - one.mean) * (value - one.mean); });
    one.deviation = std::sqrt(one.deviation / count);
  }
  return all;
}

std::vector<float> values_of(const Matrix& matrix) {
  return {matrix.data(), matrix.data() + matrix.rows() * matrix.columns()};
}

}  // namespace

std::string make_attributes_noisy(DataSet& data, double amount, std::uint64_t seed) {
  const Matrix& before = data.attributes;
  const std::vector<Spread> spreads = spreads_of(before);
  std::vector<float> values = values_of(before);
  Random random = stream_of(seed, Stream::attribute_noise);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double noise = amount * spreads[i % spreads.size()].deviation * random.normal();
    values[i] = static_cast<float>(values[i] + noise);
  }
  data.attributes = Matrix(std::move(values), before.rows(), before.columns());
  return fmt::format(
      "attribute noise {}: every attribute of {} classes has noise of {} times its deviation over "
      "the classes",
      amount, before.rows(), amount);
}

std::string lose_attributes(DataSet& data, const Matrix& known, double share, std::uint64_t seed) {
  const std::vector<Spread> spreads = spreads_of(known);
  std::vector<float> values = values_of(data.attributes);
  const auto count =
      static_cast<std::size_t>(std::llround(share * static_cast<double>(values.size())));
  Random random = stream_of(seed, Stream::missing_attributes);
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < values.size(); ++i) order.emplace_back(random.next(), i);
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end());
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t i = order[k].second;
    if (std::isfinite(values[i])) values[i] = static_cast<float>(spreads[i % spreads.size()].mean);
  }
  const std::string text = fmt::format(
      "missing attributes {}: {} of {} attributes of classes became the mean over the classes",
      share, count, values.size());
  data.attributes = Matrix(std::move(values), known.rows(), known.columns());
  return text;
}

}  // namespace zeroth::rough

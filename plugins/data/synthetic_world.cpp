#include "plugins/data/synthetic_world.h"

#include <zeroth/long_work.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace {

using zeroth::Random;

// With noise 1.5 the means of two classes then lie some five deviations apart.
constexpr double kSpread = 1.7;
constexpr std::size_t kBlock = 256;  // classes whose descriptors stay in the cache
constexpr std::uint64_t kNumbersOfNormal = 2;

void fill_normal(std::vector<double>& row, Random& random) {
  for (double& value : row) value = random.normal();
}

/// Rows [C,d] as columns [d,C].
std::vector<double> transposed(const std::vector<double>& rows, std::size_t columns) {
  std::vector<double> turned(rows.size());
  const std::size_t count = rows.size() / columns;
  for (std::size_t i = 0; i < rows.size(); ++i) turned[i % columns * count + i / columns] = rows[i];
  return turned;
}

/// sums[c] = sum over i of weights[i] columns[i,c], each in the order of i.
void add_responses(const std::vector<double>& weights, const double* columns, std::size_t stride,
                   std::size_t count, double* sums) {
  std::fill(sums, sums + count, 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double weight = weights[i], *column = columns + i * stride;
    for (std::size_t c = 0; c < count; ++c) sums[c] += weight * column[c];
  }
}

}  // namespace

SyntheticWorld::SyntheticWorld(const WorldSettings& settings)
    : settings_(settings), after_attributes_(settings.seed) {
  attributes_.resize(settings.classes() * settings.attributes);
  for (double& value : attributes_) value = after_attributes_.uniform();
  Random random = after_attributes_;
  random.skip(settings.features * 2 * settings.attributes * kNumbersOfNormal);
  std::vector<std::size_t> order(settings.classes());
  for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
  random.shuffle(order);
  is_unseen_.assign(order.size(), false);
  for (std::size_t i = 0; i < settings.unseen; ++i) is_unseen_[order[i]] = true;
}

void SyntheticWorld::make_means() {
  const std::size_t features = settings_.features,
                    work = settings_.classes() * settings_.attributes;
  means_.resize(settings_.classes() * features);
  const std::vector<double> columns = transposed(attributes_, settings_.attributes);
  constexpr std::size_t kTerms = 1 << 26;  // a fraction of a second
  const std::size_t step = std::max<std::size_t>(1, kTerms / work);
  for (std::size_t first = 0; first < features; first += step) {
    zeroth::say_progress("the class means of the synthetic world", static_cast<std::int64_t>(first),
                         static_cast<std::int64_t>(features));
    const auto count = static_cast<std::int64_t>(std::min(step, features - first));
    zeroth::in_parallel(count, 1, [&](std::int64_t from, std::int64_t to) {
      make_means_of(first + static_cast<std::size_t>(from), first + static_cast<std::size_t>(to),
                    columns);
    });
  }
}

/// Means in the features [first,end).
void SyntheticWorld::make_means_of(std::size_t first, std::size_t end,
                                   const std::vector<double>& columns) {
  const std::size_t d = settings_.attributes, classes = settings_.classes();
  const double scale = kSpread / std::sqrt(static_cast<double>(d) / 12.0);
  Random random = after_attributes_;
  random.skip(first * 2 * d * kNumbersOfNormal);
  std::vector<double> linear(d), bent(d);
  std::array<double, kBlock> straight{}, curved{};
  for (std::size_t j = first; j < end; ++j) {
    fill_normal(linear, random);
    fill_normal(bent, random);
    double centre = 0;
    for (const double weight : bent) centre += weight * 0.5;
    for (std::size_t begun = 0; begun < classes; begun += kBlock) {
      const std::size_t count = std::min(kBlock, classes - begun);
      add_responses(linear, columns.data() + begun, classes, count, straight.data());
      add_responses(bent, columns.data() + begun, classes, count, curved.data());
      for (std::size_t c = 0; c < count; ++c) {
        const double response = (1 - settings_.nonlinearity) * straight[c] +
                                settings_.nonlinearity * std::tanh(curved[c] - centre);
        means_[(begun + c) * settings_.features + j] = scale * response;
      }
    }
  }
}

void SyntheticWorld::draw(std::size_t id, std::uint64_t seed, std::size_t number,
                          double* row) const {
  Random random(seed);
  random.skip(number * settings_.features * kNumbersOfNormal);
  const double* const centre = mean(id);
  for (std::size_t j = 0; j < settings_.features; ++j) {
    row[j] = centre[j] + settings_.noise * random.normal();
  }
}

#include "host/data/region_world.h"

#include <fmt/format.h>
#include <zeroth/formats/unit_rows.h>
#include <zeroth/random.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr double kLargestWorld = 4e9;  // bytes
constexpr double kPresent = 0.5;       // share of the attributes that a class has
constexpr double kWeakest = 0.5;       // strength of one that it has
constexpr double kTwice = 0.5;         // share of the attributes that are planted in two regions

Matrix normal_matrix(std::int64_t rows, std::int64_t columns, Random& random) {
  std::vector<float> values(static_cast<std::size_t>(rows * columns));
  for (float& value : values) value = static_cast<float>(random.normal());
  return Matrix(std::move(values), rows, columns);
}

/// [K,M]: the rows A w_k, each with mean square 1.
Matrix make_signatures(const Matrix& words, const Matrix& map) {
  std::vector<float> values;
  for (std::int64_t k = 0; k < words.rows(); ++k) {
    for (std::int64_t m = 0; m < map.rows(); ++m) {
      values.push_back(
          std::inner_product(words.row(k), words.row(k) + words.columns(), map.row(m), 0.0f));
    }
  }
  Matrix unit = formats::unit_rows(Matrix(std::move(values), words.rows(), map.rows()));
  std::vector<float> scaled(unit.data(), unit.data() + unit.rows() * unit.columns());
  for (float& value : scaled) value *= std::sqrt(static_cast<float>(map.rows()));
  return Matrix(std::move(scaled), words.rows(), map.rows());
}

/// [C,K]; every class has at least one attribute.
Matrix make_strengths(std::int64_t classes, std::int64_t attributes, Random& random) {
  std::vector<float> values;
  const auto strength = [&] {
    return static_cast<float>(kWeakest + (1 - kWeakest) * random.uniform());
  };
  for (std::int64_t c = 0; c < classes; ++c) {
    bool has_one = false;
    for (std::int64_t k = 0; k < attributes; ++k) {
      const bool present = random.uniform() < kPresent || (k + 1 == attributes && !has_one);
      has_one = has_one || present;
      values.push_back(present ? strength() : 0.0f);
    }
  }
  return Matrix(std::move(values), classes, attributes);
}

std::vector<bool> choose_unseen(const RegionWorldSettings& s, Random& random) {
  std::vector<std::size_t> order(static_cast<std::size_t>(s.classes_seen + s.classes_unseen));
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(order);
  std::vector<bool> unseen(order.size(), false);
  for (std::size_t i = 0; i < static_cast<std::size_t>(s.classes_unseen); ++i) {
    unseen[order[i]] = true;
  }
  return unseen;
}

/// Draws images one after the other.
class Painter {
 public:
  Painter(const RegionWorldSettings& settings, const Matrix& signatures, const Matrix& strengths)
      : s_(settings), signatures_(signatures), strengths_(strengths) {}

  void draw(std::int64_t label, Random& random) {
    const std::size_t begin = features.size();
    features.resize(begin + static_cast<std::size_t>(s_.channels * regions()));
    for (std::int64_t k = 0; k < s_.attributes; ++k) plant(label, k, &features[begin], random);
    for (std::size_t i = begin; i < features.size(); ++i) {
      features[i] = std::max(0.0f, features[i] + static_cast<float>(s_.noise * random.normal()));
    }
  }

  std::vector<float> features;
  std::vector<std::uint8_t> planted;

 private:
  std::int64_t regions() const { return s_.height * s_.width; }

  /// Which regions they are is drawn for absent attributes too, so that a class's attributes do not
  /// shift the noise.
  void plant(std::int64_t label, std::int64_t k, float* image, Random& random) {
    const auto count = static_cast<std::uint64_t>(regions());
    const auto first = static_cast<std::int64_t>(random.next() % count);
    const auto second = static_cast<std::int64_t>(random.next() % count);
    const bool twice = random.uniform() < kTwice && second != first;
    const float strength = strengths_.row(label)[k];
    const std::size_t at = planted.size();
    planted.resize(at + count, 0);
    if (strength == 0) return;
    for (const auto region : {first, twice ? second : -1}) {
      if (region < 0) continue;
      planted[at + static_cast<std::size_t>(region)] = 1;
      for (std::int64_t m = 0; m < s_.channels; ++m) {
        image[m * regions() + region] += strength * signatures_.row(k)[m];
      }
    }
  }

  const RegionWorldSettings& s_;
  const Matrix& signatures_;
  const Matrix& strengths_;
};

}  // namespace

void check_world_size(const RegionWorldSettings& s) {
  const double images =
      static_cast<double>(s.classes_seen) * static_cast<double>(s.train_per_class) +
      (static_cast<double>(s.classes_seen) + static_cast<double>(s.classes_unseen)) *
          static_cast<double>(s.test_per_class);
  const auto channels = static_cast<double>(s.channels);
  const auto attributes = static_cast<double>(s.attributes);
  const double matrices = (attributes + channels) * static_cast<double>(s.word_vector) +
                          (channels + images) * attributes;
  const double bytes = images * static_cast<double>(s.height) * static_cast<double>(s.width) *
                           (sizeof(float) * channels + attributes) +
                       sizeof(float) * matrices;
  if (bytes <= kLargestWorld) return;
  throw Failure(Exit::usage,
                {"the world would be too large",
                 "zeroth data make-regions",
                 {fmt::format("it is made in memory and needs {:.1f} GB, {:.0f} GB is the limit",
                              bytes / 1e9, kLargestWorld / 1e9)},
                 "ask for fewer images, channels or regions"});
}

RegionWorld make_region_world(const RegionWorldSettings& s) {
  Random random(s.seed);
  RegionWorld world;
  world.word_vectors = normal_matrix(s.attributes, s.word_vector, random);
  const Matrix signatures =
      make_signatures(world.word_vectors, normal_matrix(s.channels, s.word_vector, random));
  world.attributes = make_strengths(s.classes_seen + s.classes_unseen, s.attributes, random);
  const std::vector<bool> unseen = choose_unseen(s, random);
  Painter painter(s, signatures, world.attributes);
  const auto add = [&](std::int64_t label, std::int64_t count, std::vector<std::int64_t>& split) {
    for (std::int64_t i = 0; i < count; ++i) {
      split.push_back(static_cast<std::int64_t>(world.labels.size()));
      world.labels.push_back(label);
      painter.draw(label, random);
    }
  };
  Splits& splits = world.splits;
  for (std::size_t c = 0; c < unseen.size(); ++c) {
    const auto label = static_cast<std::int64_t>(c);
    if (!unseen[c]) add(label, s.train_per_class, splits.trainval);
    add(label, s.test_per_class, unseen[c] ? splits.test_unseen : splits.test_seen);
  }
  world.features =
      std::make_shared<MemoryRegions>(std::move(painter.features), s.channels, s.height, s.width);
  world.planted = std::move(painter.planted);
  return world;
}

DataSet to_data_set(const RegionWorld& world) {
  DataSet data;
  data.name = "region-world";
  data.regions = world.features;
  data.word_vectors = world.word_vectors;
  data.labels = world.labels;
  data.attributes = formats::unit_rows(world.attributes);
  data.splits = world.splits;
  return data;
}

}  // namespace zeroth::host

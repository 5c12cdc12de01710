#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "host/base/json.h"
#include "host/data/attributes.h"
#include "host/data/minmax.h"
#include "host/data/random.h"
#include "host/data/unit_regions.h"

using namespace zeroth::host;

namespace {

Json cases_of(const std::string& component) {
  std::ifstream stream(ZEROTH_TEST_GOLDEN "/" + component + ".json");
  return Json::parse(stream).at("cases");
}

std::vector<double> numbers(const Json& array) { return array.at("data"); }

void check_close(const std::vector<double>& found, const Json& expected) {
  const std::vector<double> wanted = numbers(expected);
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(std::abs(found[i] - wanted[i]) <= 1e-9 * (1 + std::abs(wanted[i])));
  }
}

std::vector<double> scaled(const MinMax& scale, const std::vector<double>& values) {
  std::vector<double> out(values.size());
  for (std::size_t at = 0; at < values.size(); at += scale.minimum.size()) {
    scale.apply_row(&values[at], &out[at]);
  }
  return out;
}

}  // namespace

TEST_CASE("golden: data.minmax in double") {
  for (const Json& one : cases_of("data.minmax")) {
    CAPTURE(one.at("name").get<std::string>());
    const auto trainval = numbers(one.at("inputs").at("trainval"));
    const std::vector<std::int64_t> shape = one.at("inputs").at("trainval").at("shape");
    const MinMax scale = MinMax::fit(shape[0], shape[1], [&](std::int64_t i) {
      return &trainval[static_cast<std::size_t>(i * shape[1])];
    });
    const Json& expected = one.at("outputs");
    check_close(scale.minimum, expected.at("minimum"));
    check_close(scale.divisor, expected.at("divisor"));
    check_close(scaled(scale, trainval), expected.at("trainval_scaled"));
    check_close(scaled(scale, numbers(one.at("inputs").at("test"))), expected.at("test_scaled"));
  }
}

TEST_CASE("golden: data.l2rows in double") {
  for (const Json& one : cases_of("data.l2rows")) {
    CAPTURE(one.at("name").get<std::string>());
    const Json& matrix = one.at("inputs").at("matrix");
    const auto values = numbers(matrix);
    std::vector<double> out(values.size());
    unit_rows(values.data(), matrix.at("shape")[0], matrix.at("shape")[1], out.data());
    check_close(out, one.at("outputs").at("rows"));
  }
}

TEST_CASE("golden: data.l2regions in double, both layouts") {
  for (const Json& one : cases_of("data.l2regions")) {
    CAPTURE(one.at("name").get<std::string>());
    const Json& features = one.at("inputs").at("features");
    const auto values = numbers(features);
    const std::vector<std::int64_t> shape = features.at("shape");
    const std::int64_t size = shape[1] * shape[2];
    std::vector<double> channels(values.size()), regions(values.size());
    for (std::int64_t i = 0; i < shape[0]; ++i) {
      CHECK(unit_regions(&values[static_cast<std::size_t>(i * size)], shape[1], shape[2],
                         &channels[static_cast<std::size_t>(i * size)],
                         &regions[static_cast<std::size_t>(i * size)]));
    }
    check_close(channels, one.at("outputs").at("regions"));
    for (std::int64_t i = 0; i < shape[0] * size; ++i) {
      const std::int64_t image = i / size, m = i % size / shape[2], r = i % shape[2];
      CHECK(regions[static_cast<std::size_t>(image * size + r * shape[1] + m)] ==
            channels[static_cast<std::size_t>(i)]);
    }
  }
}

TEST_CASE("unit regions: more channels than a block, in place, and numbers that are not finite") {
  constexpr std::int64_t kChannels = 37, kRegions = 5;
  Random random(3);
  std::vector<float> values(kChannels * kRegions), regions(values.size());
  for (float& value : values) value = static_cast<float>(random.normal());
  for (std::int64_t m = 0; m < kChannels; ++m) values[static_cast<std::size_t>(m * kRegions)] = 0;
  std::vector<float> channels = values;
  CHECK(unit_regions(channels.data(), kChannels, kRegions, channels.data(), regions.data()));
  for (std::size_t r = 0; r < kRegions; ++r) {
    double square = 0, found = 0;
    for (std::size_t m = 0; m < kChannels; ++m) square += std::pow(values[m * kRegions + r], 2);
    for (std::size_t m = 0; m < kChannels; ++m) {
      const double wanted = r == 0 ? 0 : values[m * kRegions + r] / std::sqrt(square);
      found += std::pow(regions[r * kChannels + m], 2);
      CHECK(std::abs(regions[r * kChannels + m] - wanted) < 1e-6);
      CHECK(channels[m * kRegions + r] == regions[r * kChannels + m]);
    }
    CHECK(found == doctest::Approx(r == 0 ? 0 : 1).epsilon(1e-5));
  }
  for (const float bad : {NAN, INFINITY, -INFINITY}) {
    values[17] = bad;
    CHECK(!unit_regions(values.data(), kChannels, kRegions, channels.data(), regions.data()));
  }
}

TEST_CASE("random: the same numbers everywhere, and they are normal") {
  Random random(7);
  // splitmix64 of seed 7, from an independent implementation.
  CHECK(random.next() == 0x63cbe1e459320dd7ULL);
  Random other(7);
  CHECK(other.normal() == doctest::Approx(0.98847433231873527).epsilon(1e-12));
  double sum = 0, squares = 0;
  constexpr int kCount = 100000;
  for (int i = 0; i < kCount; ++i) {
    const double value = other.normal();
    sum += value;
    squares += value * value;
  }
  CHECK(std::abs(sum / kCount) < 0.02);
  CHECK(squares / kCount == doctest::Approx(1).epsilon(0.02));
}

#include <doctest/doctest.h>
#include <zeroth/formats/unit_rows.h>
#include <zeroth/random.h>

#include <cmath>
#include <fstream>

#include "host/base/json.h"
#include "host/data/minmax.h"
#include "host/data/unit_regions.h"

using namespace zeroth;
using namespace zeroth::formats;
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

TEST_CASE("golden: data.l2regions in double, transposed") {
  for (const Json& one : cases_of("data.l2regions")) {
    CAPTURE(one.at("name").get<std::string>());
    const Json& features = one.at("inputs").at("features");
    const auto values = numbers(features), wanted = numbers(one.at("outputs").at("regions"));
    const std::vector<std::int64_t> shape = features.at("shape");
    const std::int64_t size = shape[1] * shape[2];
    std::vector<double> regions(static_cast<std::size_t>(size));
    for (std::int64_t image = 0; image < shape[0]; ++image) {
      CHECK(unit_regions(&values[static_cast<std::size_t>(image * size)], shape[1], shape[2],
                         regions.data()));
      for (std::int64_t i = 0; i < size; ++i) {
        const std::int64_t m = i / shape[2], r = i % shape[2];
        CHECK(regions[static_cast<std::size_t>(r * shape[1] + m)] ==
              doctest::Approx(wanted[static_cast<std::size_t>(image * size + i)]).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("unit regions: more channels than a block, a region of zeros, and what is not finite") {
  constexpr std::int64_t kChannels = 37, kRegions = 5;
  Random random(3);
  std::vector<float> values(kChannels * kRegions), out(values.size());
  for (float& value : values) value = static_cast<float>(random.normal());
  for (std::int64_t m = 0; m < kChannels; ++m) values[static_cast<std::size_t>(m * kRegions)] = 0;
  CHECK(unit_regions(values.data(), kChannels, kRegions, out.data()));
  for (std::int64_t r = 0; r < kRegions; ++r) {
    double square = 0, found = 0;
    for (std::int64_t m = 0; m < kChannels; ++m) {
      square += std::pow(values[static_cast<std::size_t>(m * kRegions + r)], 2);
      found += std::pow(out[static_cast<std::size_t>(r * kChannels + m)], 2);
    }
    CHECK(found == doctest::Approx(r == 0 ? 0.0 : 1.0).epsilon(1e-6));
    const auto last = static_cast<std::size_t>(r * kChannels + kChannels - 1);
    const double norm = std::max(std::sqrt(square), 1e-12);
    CHECK(out[last] ==
          doctest::Approx(values[static_cast<std::size_t>((kChannels - 1) * kRegions + r)] / norm));
  }
  for (const float bad : {NAN, INFINITY, -INFINITY}) {
    values[11] = bad;
    CHECK(!unit_regions(values.data(), kChannels, kRegions, out.data()));
  }
}

#include <doctest/doctest.h>
#include <zeroth/random.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/data/readers.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

using Row = std::vector<double>;

/// The world of plugins/data/README.md as its formulas say it, number by number: nearest means are
/// looked for among all of them, in double.
struct SlowWorld {
  std::size_t seen, unseen, d, D;
  double noise, nonlinearity;
  std::uint64_t seed;
  std::vector<Row> attributes = {}, means = {};
  std::vector<bool> is_unseen = {};

  std::size_t classes() const { return seen + unseen; }

  void make() {
    Random random(seed);
    attributes.assign(classes(), Row(d));
    for (Row& row : attributes) {
      for (double& value : row) value = random.uniform();
    }
    means.assign(classes(), Row(D));
    const double scale = 1.7 / std::sqrt(static_cast<double>(d) / 12.0);
    for (std::size_t j = 0; j < D; ++j) {
      Row l(d), b(d);
      for (double& value : l) value = random.normal();
      for (double& value : b) value = random.normal();
      for (std::size_t c = 0; c < classes(); ++c) {
        const double bent = std::tanh(dot(b, attributes[c]) - dot(b, Row(d, 0.5)));
        means[c][j] = scale * ((1 - nonlinearity) * dot(l, attributes[c]) + nonlinearity * bent);
      }
    }
    std::vector<std::size_t> order(classes());
    for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
    random.shuffle(order);
    is_unseen.assign(classes(), false);
    for (std::size_t i = 0; i < unseen; ++i) is_unseen[order[i]] = true;
  }

  static double dot(const Row& a, const Row& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
  }

  Row draw(std::size_t c, Random& random) const {
    Row x = means[c];
    for (double& value : x) value += noise * random.normal();
    return x;
  }

  std::size_t nearest(const Row& x, bool only_unseen) const {
    std::size_t best = 0;
    double least = INFINITY;
    for (std::size_t c = 0; c < classes(); ++c) {
      if (only_unseen && !is_unseen[c]) continue;
      double distance = 0;
      for (std::size_t j = 0; j < D; ++j) distance += (x[j] - means[c][j]) * (x[j] - means[c][j]);
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }

  Optimum optimum() const {
    Random random(seed ^ 0x0b71e55edULL);
    double U = 0, S = 0, T1 = 0;
    for (std::size_t c = 0; c < classes(); ++c) {
      for (int i = 0; i < 200; ++i) {
        const Row x = draw(c, random);
        (is_unseen[c] ? U : S) += nearest(x, false) == c;
        if (is_unseen[c]) T1 += nearest(x, true) == c;
      }
    }
    Optimum found;
    found.U = 100 * U / static_cast<double>(200 * unseen);
    found.S = 100 * S / static_cast<double>(200 * seen);
    found.T1 = 100 * T1 / static_cast<double>(200 * unseen);
    return found;
  }
};

LoadedDataSet fast(const SlowWorld& slow) {
  return load_data({{"use", "data.synthetic"},
                    {"params",
                     {{"seen_classes", slow.seen},
                      {"unseen_classes", slow.unseen},
                      {"attributes", slow.d},
                      {"features", slow.D},
                      {"train_per_class", 3},
                      {"test_per_class", 2},
                      {"noise", slow.noise},
                      {"nonlinearity", slow.nonlinearity},
                      {"seed", slow.seed}}}});
}

}  // namespace

TEST_CASE("synthetic: products in blocks make the world of the formulas, to the last bit") {
  // Noise of 1e5 hides the means from products of float32: the distances themselves decide.
  for (SlowWorld slow :
       {SlowWorld{20, 10, 12, 64, 1.5, 0.5, 0}, SlowWorld{30, 23, 30, 33, 6, 1, 7},
        SlowWorld{3, 40, 3, 2, 1.5, 0, 1ULL << 40}, SlowWorld{10, 12, 3, 30, 1e5, 0.5, 3},
        SlowWorld{1, 1, 1, 1, 2.5, 0.5, 3}}) {
    CAPTURE(slow.seed);
    slow.make();
    const DataSet data = fast(slow);
    const Optimum wanted = slow.optimum();
    REQUIRE(data.optimum);
    CHECK(data.optimum->U == wanted.U);
    CHECK(data.optimum->S == wanted.S);
    CHECK(data.optimum->T1 == wanted.T1);
    Random random(slow.seed + 1);
    std::int64_t different = 0;
    for (std::int64_t i = 0; i < data.features.rows(); ++i) {
      const Row row =
          slow.draw(static_cast<std::size_t>(data.labels[static_cast<std::size_t>(i)]), random);
      for (std::size_t j = 0; j < slow.D; ++j) {
        different += data.features.row(i)[j] != static_cast<float>(row[j]);
      }
    }
    CHECK(different == 0);
  }
}

TEST_CASE("synthetic: errors of the optimum are those of shares of drawn rows") {
  const LoadedDataSet data = fast({20, 10, 12, 16, 3, 0.5, 1});
  const auto error = [](double percent, double rows) {
    const double p = (percent / 100 * rows + 1) / (rows + 2);
    return 100 * std::sqrt(p * (1 - p) / rows);
  };
  const Optimum& found = *data.optimum;
  const Optimum& off = *data.optimum_errors;
  CHECK(off.U == doctest::Approx(error(found.U, 2000)));
  CHECK(off.T1 == doctest::Approx(error(found.T1, 2000)));
  CHECK(off.S == doctest::Approx(error(found.S, 4000)));
  const double h = 1e-6;  // what H gains when U and S do
  const auto H = [](double U, double S) { return 2 * U * S / (U + S); };
  const double by_U = (H(found.U + h, found.S) - found.H) / h;
  const double by_S = (H(found.U, found.S + h) - found.H) / h;
  CHECK(off.H == doctest::Approx(std::hypot(by_U * off.U, by_S * off.S)).epsilon(1e-4));
}

TEST_CASE("synthetic: of many classes some rows are drawn, and the error says how many") {
  // The least number of draws, 2500 a side: fewer than there are seen classes.
  const LoadedDataSet data = fast({9000, 4000, 2, 930, 0.5, 0.5, 5});
  const Optimum& found = *data.optimum;
  const Optimum& off = *data.optimum_errors;
  CHECK(found.S > 1);
  CHECK(found.S < 99);
  const double p = (found.S / 100 * 2500 + 1) / 2502;
  CHECK(off.S == doctest::Approx(100 * std::sqrt(p * (1 - p) / 2500)));
  CHECK(off.U < 1.01);
}

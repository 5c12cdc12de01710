#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "host/base/problem.h"
#include "host/statistics/difference.h"
#include "host/statistics/effective_rows.h"
#include "host/statistics/estimate.h"
#include "host/statistics/holm.h"
#include "host/statistics/no_spread.h"
#include "host/statistics/optimism.h"
#include "host/statistics/power.h"
#include "tests/statistics/simulated_study.h"

using namespace zeroth::host;
using doctest::Approx;

namespace {

/// A row of class `label`, seen where that is even.
RowOutcome outcome(std::int64_t row, std::int64_t label, bool right, double gap = 1) {
  const bool seen = label % 2 == 0;
  return {row, label, seen, right, !seen && right, right, seen ? gap : -gap};
}

/// Classes 0 and 2 seen, 1 unseen; of ten rows each, that many are right.
RowOutcomes three_classes(int right0, int right1, int right2) {
  RowOutcomes outcomes;
  const int right[] = {right0, right1, right2};
  for (int label = 0; label < 3; ++label) {
    for (int row = 0; row < 10; ++row) {
      outcomes.push_back(outcome(10 * label + row, label, row < right[label]));
    }
  }
  return outcomes;
}

}  // namespace

TEST_CASE("mean, sample deviation and Student's interval") {
  // scipy 1.10: x = [52.1, 51.3, 53.0, 52.4, 50.8]; np.std(x, ddof=1);
  // stats.t.interval(.95, 4, np.mean(x), stats.sem(x))
  const Summary summary = summarize({52.1, 51.3, 53.0, 52.4, 50.8});
  CHECK(summary.n == 5);
  CHECK(summary.mean == Approx(51.92));
  CHECK(*summary.deviation == Approx(0.875785361832454));
  CHECK(mean_interval(summary)->low == Approx(50.832568846058784));
  CHECK(mean_interval(summary)->high == Approx(53.00743115394122));
  CHECK(!summarize({3.0}).deviation);
  CHECK(!mean_interval(summarize({3.0})));
  CHECK(summarize({}).n == 0);
}

TEST_CASE("quantiles and tails are scipy's") {
  const double many = std::numeric_limits<double>::infinity();
  CHECK(t_above(0.025, 2) == Approx(4.302652729911275));            // stats.t.ppf(.975, 2)
  CHECK(t_above(0.025, many) == Approx(1.959963984540054));         // stats.norm.ppf(.975)
  CHECK(1 - unseen_share(50, 0.95) == Approx(0.9288782635357954));  // binomtest(50, 50)
  // c = stats.t.ppf(.975, 4); nc = 1/.8*5**.5; stats.nct.sf(c, 4, nc) + stats.nct.cdf(-c, 4, nc)
  CHECK(power_of(1, 5, {0.8, 0}) == Approx(0.5621718247176092));
  CHECK(power_of(1, 14, {1.25, 0}) == Approx(0.7900877506596767));
  CHECK(power_of(1, 3, {0.5, 0}) == Approx(0.4707494312554774));
}

TEST_CASE("p values over seeds are those of scipy's paired test") {
  // stats.ttest_rel(x, [50.9, 51.0, 51.2, 51.9, 50.1]), x as above
  const Summary seeds =
      summarize({52.1 - 50.9, 51.3 - 51.0, 53.0 - 51.2, 52.4 - 51.9, 50.8 - 50.1});
  Uncertainty uncertainty;
  uncertainty.add({*seeds.deviation * *seeds.deviation / 5, 4});
  CHECK(uncertainty.p_value(seeds.mean) == Approx(0.029077192515016323));
  CHECK(uncertainty.critical() == Approx(2.7764451051977987));
  CHECK(uncertainty.p_value(0) == Approx(1));
  CHECK(Uncertainty().p_value(0) == 1);
}

TEST_CASE("Welch's degrees of freedom where methods have other seeds") {
  // stats.ttest_ind(x, y, equal_var=False) has t 1.8494886071852654, p 0.1047948265317951
  const Summary x = summarize({52.1, 51.3, 53.0, 52.4, 50.8});
  const Summary y = summarize({50.9, 51.0, 51.2, 51.9, 50.1});
  Uncertainty both;
  both.add({*x.deviation * *x.deviation / 5, 4});
  both.add({*y.deviation * *y.deviation / 5, 4});
  Uncertainty welch;
  welch.add({both.error() * both.error(), both.freedom()});
  CHECK((x.mean - y.mean) / welch.error() == Approx(1.8494886071852654));
  CHECK(welch.p_value(x.mean - y.mean) == Approx(0.1047948265317951));
}

TEST_CASE("Holm's adjustment") {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  const std::vector<double> adjusted = holm({0.01, 0.04, 0.03, 0.005});
  CHECK(adjusted[0] == Approx(0.03));
  CHECK(adjusted[1] == Approx(0.06));
  CHECK(adjusted[2] == Approx(0.06));
  CHECK(adjusted[3] == Approx(0.02));
  CHECK(holm({0.7, 0.9})[0] == 1);
  CHECK(holm({}).empty());
}

TEST_CASE("seeds that would show a difference") {
  CHECK(*seeds_to_show(1, {1.25, 0}) == 15);  // the first n with a power of 0.8, by scipy's nct
  CHECK(*seeds_to_show(100, {1.25, 0}) == 2);
  const SeedNoise images{1.25, 0.25};  // the images alone leave 0.5
  CHECK(!seeds_to_show(1, images));
  CHECK(*seeds_to_show(2, images) > *seeds_to_show(2, {1.25, 0}));
  CHECK(power_of(smallest_shown(5, images), 5, images) == Approx(0.8));
  CHECK(smallest_shown(3, images) > smallest_shown(5, images));
  CHECK(!seeds_to_show(0, images));
}

TEST_CASE("figures of rows") {
  const FigureValues figures = figures_of(three_classes(10, 4, 6));
  CHECK(figures[kS] == Approx(80));
  CHECK(figures[kU] == Approx(40));
  CHECK(figures[kT1] == Approx(40));
  CHECK(figures[kH] == Approx(2 * 80 * 40 / 120.0));
  CHECK(figures[kAusuc] == Approx(0.8 * 0.4 * 100));  // every seen gap lies above every unseen one
  const RowOutcomes unseen_only = {outcome(0, 1, true), outcome(1, 1, false)};
  CHECK(figures_of(unseen_only)[kT1] == Approx(50));
  for (const Figure none : {kS, kH, kAusuc}) CHECK(std::isnan(figures_of(unseen_only)[none]));
}

TEST_CASE("the area moves rows of the same gap together") {
  RowOutcomes rows = {outcome(0, 0, true), outcome(1, 1, true)};
  rows[0].gap = rows[1].gap = 0.5;
  CHECK(figures_of(rows)[kAusuc] == Approx(50));  // the diagonal
  rows[1].gap = 0.6;  // the unseen row looks more seen than the seen one
  CHECK(figures_of(rows)[kAusuc] == Approx(0));
}

TEST_CASE(
    "the bootstrap's variance is that of class averages, without the shortfall of small classes") {
  const RowOutcomes rows = three_classes(7, 4, 9);
  const ImageResamples resamples({&rows}, {20000, 3});
  // mean over classes of p (1 - p) / (n - 1), in percent
  CHECK(variance_of(resamples.draws(0, kU)) == Approx(1e4 * 0.4 * 0.6 / 9).epsilon(0.04));
  const double seen = 1e4 * (0.7 * 0.3 / 9 + 0.9 * 0.1 / 9) / 4;
  CHECK(variance_of(resamples.draws(0, kS)) == Approx(seen).epsilon(0.04));
}

TEST_CASE("classes of one row are drawn from together") {
  RowOutcomes rows;
  for (int label = 1; label < 12; label += 2) rows.push_back(outcome(label, label, label < 6));
  const ImageResamples resamples({&rows}, {5000, 3});
  CHECK(resamples.observed(0)[kU] == Approx(50));
  CHECK(variance_of(resamples.draws(0, kU)) == Approx(1e4 * 0.25 / 5).epsilon(0.1));
  const RowOutcomes alone = {outcome(0, 1, true)};
  CHECK(variance_of(ImageResamples({&alone}, {100, 1}).draws(0, kU)) == Approx(0));
}

TEST_CASE("the same seed draws the same, another one others") {
  const RowOutcomes rows = three_classes(7, 4, 9);
  const auto draws = [&](std::uint64_t seed) {
    return ImageResamples({&rows}, {50, seed}).draws(0, kH);
  };
  CHECK(draws(1) == draws(1));
  CHECK(draws(1) != draws(2));
}

TEST_CASE("models of other rows are not resampled together") {
  const RowOutcomes rows = three_classes(7, 4, 9);
  RowOutcomes others = rows;
  others.back().row = 99;
  CHECK(!same_rows(rows, others));
  CHECK_THROWS_AS(ImageResamples({&rows, &others}), Failure);
  std::swap(others.front(), others.back());
  sort_by_row(others);
  CHECK(others.back().row == 99);
  CHECK_THROWS_AS(difference({rows, rows}, {rows}, Pairing::by_seed), Failure);
}

TEST_CASE("models of a table are resampled together, and that changes nothing") {
  const RowOutcomes a = three_classes(7, 4, 9), b = three_classes(9, 5, 8),
                    c = three_classes(6, 4, 7);
  const ImageResamples table({&c, &a, &b});
  const FigureEstimates together = estimate(table, {1, 2}), alone = estimate({a, b});
  const FigureDifferences both = difference(table, {0}, {2}, Pairing::none),
                          two = difference({c}, {b}, Pairing::none);
  for (std::size_t f = 0; f < kFigureCount; ++f) {
    CHECK(together[f]->seeds.mean == alone[f]->seeds.mean);
    CHECK(together[f]->interval.low == alone[f]->interval.low);
    CHECK(both[f]->p == two[f]->p);
    CHECK(both[f]->interval.high == two[f]->interval.high);
  }
}

TEST_CASE("the area under the curve is that of its corners, also where rows turn together") {
  std::mt19937_64 random(3);
  RowOutcomes rows;
  for (int i = 0; i < 400; ++i) {
    const bool right = random() % 3 > 0;
    rows.push_back(outcome(i, static_cast<std::int64_t>(random() % 9), right,
                           static_cast<double>(random() % 7) - 2));
  }
  const auto share = [&](bool seen, double threshold) {
    std::map<std::int64_t, std::pair<double, double>> classes;
    for (const RowOutcome& one : rows) {
      if (one.seen != seen) continue;
      ++classes[one.label].second;
      classes[one.label].first += one.right_on_side && (one.gap > threshold) == seen;
    }
    double sum = 0;
    for (const auto& one : classes) sum += one.second.first / one.second.second;
    return sum / static_cast<double>(classes.size());
  };
  double area = 0;
  for (double threshold = -10; threshold < 10; ++threshold) {  // gaps are whole numbers
    area += (share(true, threshold - 0.5) - share(true, threshold + 0.5)) *
            (share(false, threshold - 0.5) + share(false, threshold + 0.5)) / 2;
  }
  CHECK(figures_of(rows)[kAusuc] == Approx(100 * area));
}

TEST_CASE("what is hard for both methods is in no difference") {
  const RowOutcomes one = three_classes(7, 4, 9);
  RowOutcomes other = one;
  other[9].right = other[9].right_on_side = true;
  const FigureDifference S = *difference({one}, {other}, Pairing::by_seed)[kS];
  CHECK(S.value == Approx(-5));
  CHECK(S.uncertainty.error() < 0.6 * std::sqrt(estimate({one})[kS]->image_variance));
  CHECK(S.seeds() == 1);
  CHECK(!S.deviation);
}

TEST_CASE("figures without spread still have an interval") {
  const RowOutcomes perfect = three_classes(10, 10, 10);
  const FigureEstimates all = estimate({perfect});
  CHECK(all[kS]->interval.high == Approx(100));
  CHECK(effective_rows(perfect, kS) == Approx(20));
  CHECK(effective_rows(perfect, kH) == Approx(10));
  CHECK(all[kS]->interval.low == Approx(100 * std::pow(0.025, 1.0 / 20)));
  const FigureDifference same = *difference({perfect}, {perfect}, Pairing::by_seed)[kS];
  CHECK(same.value == Approx(0));
  CHECK(same.p == Approx(1));
  CHECK(same.interval.high == Approx(hidden_spread(20, 0.95)));
  const FigureDifference all_of_a_class =
      *difference({perfect}, {three_classes(10, 0, 10)}, Pairing::by_seed)[kU];
  CHECK(all_of_a_class.value == Approx(100));
  CHECK(all_of_a_class.distinguishable());
}

TEST_CASE("H is as uncertain as the side that does not vary") {
  const RowOutcomes one = three_classes(7, 10, 9), other = three_classes(7, 0, 9);
  const double spread = hidden_spread(10, 0.95);  // of U, 100 or 0 in every resample
  const FigureEstimate H = *estimate({one})[kH];
  CHECK(H.interval.low < H.seeds.mean - 0.35 * spread);
  const FigureDifference both = *difference({one}, {other}, Pairing::by_seed)[kH];
  CHECK(both.interval.low < both.value - 1.9 * spread);
  CHECK(both.distinguishable());
}

TEST_CASE("an interval of a share stays one") {
  const FigureEstimates all = estimate({three_classes(9, 1, 10), three_classes(10, 5, 10)});
  for (const auto& one : all) {
    CHECK(one->interval.low >= 0);
    CHECK(one->interval.high <= 100);
    CHECK(one->interval.low <= one->seeds.mean);
    CHECK(one->interval.high >= one->seeds.mean);
  }
  CHECK(all[kS]->seeds.n == 2);
}

TEST_CASE("the gap of seeds that have both protocols") {
  const auto gap = optimism_gap({{1, 52.0}, {2, 53.0}, {3, 50.0}}, {{1, 51.0}, {2, 51.0}});
  CHECK(gap->gap.n == 2);
  CHECK(gap->gap.mean == Approx(1.5));
  CHECK(!optimism_gap({{1, 52.0}}, {{2, 50.0}}));
  CHECK(!optimism_gap({{1, 52.0}}, {{1, 50.0}})->interval);
}

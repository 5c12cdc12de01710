// The sensitivity of figures to the settings of inference, against plain loops over rows.
#include "host/explain/sensitivity.h"

#include <ATen/ops/linear.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/support/tensors.h"

using namespace zeroth::host;

namespace {

constexpr std::int64_t kRows = 60, kAttributes = 5, kClasses = 7;
const std::vector<std::int64_t> kSeen = {0, 2, 3, 6}, kUnseen = {1, 4, 5};
constexpr double kMargin = 1.0;

/// Experts as DEDN has them: region and channel scores, class scores with margins.
StoredScores example(const std::vector<std::string>& experts, double lambda, Json inference) {
  StoredScores stored;
  stored.experts = experts;
  stored.inference = std::move(inference);
  stored.classes = {normal({kClasses, kAttributes}, 1), at::tensor(kSeen, at::kLong),
                    at::tensor(kUnseen, at::kLong)};
  stored.labels = whole(kRows, kClasses, 2);
  at::Tensor margins = at::empty({kClasses}, at::kDouble).fill_(kMargin);
  for (const auto id : kSeen) margins[id] = -kMargin;
  std::uint64_t seed = 10;
  for (const std::string& expert : experts) {
    stored.mixes[expert] = {{{"inference_attribute_scores", "region_scores", "channel_scores"},
                             "lambda_rc",
                             "share of the regions",
                             lambda}};
    const at::Tensor regions = normal({kRows, kAttributes}, seed++);
    const at::Tensor channels = normal({kRows, kAttributes}, seed++);
    const at::Tensor mixed = lambda * regions + (1 - lambda) * channels;
    const auto classes = [&](const at::Tensor& scores) {
      return at::linear(scores, stored.classes.attributes) + margins;
    };
    stored.said.set(expert + "/region_scores", regions);
    stored.said.set(expert + "/channel_scores", channels);
    stored.said.set(expert + "/attribute_scores", regions + channels);
    stored.said.set(expert + "/scores", classes(regions + channels));
    stored.said.set(expert + "/inference_attribute_scores", mixed);
    stored.said.set(expert + "/inference_scores", classes(mixed));
  }
  return stored;
}

/// U, S, H, T1 by hand of scores [n][C] from which `calibration` is taken for seen classes.
SensitivityPoint slow_figures(const reference::Table& scores, const reference::Labels& labels,
                              double calibration) {
  const std::set<std::int64_t> seen(kSeen.begin(), kSeen.end());
  std::vector<double> right(kClasses, 0), rows(kClasses, 0), zero_shot(kClasses, 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::int64_t best = 0, best_unseen = kUnseen[0];
    const auto value = [&](std::int64_t c) {
      return scores[i][static_cast<std::size_t>(c)] - (seen.count(c) ? calibration : 0.0);
    };
    for (std::int64_t c = 0; c < kClasses; ++c) {
      if (value(c) > value(best)) best = c;
      if (!seen.count(c) && value(c) > value(best_unseen)) best_unseen = c;
    }
    const auto label = static_cast<std::size_t>(labels[i]);
    rows[label] += 1;
    right[label] += best == labels[i];
    zero_shot[label] += best_unseen == labels[i];
  }
  const auto mean = [&](const std::vector<double>& hits, const std::vector<std::int64_t>& classes) {
    double sum = 0, present = 0;
    for (const auto c : classes) {
      const auto id = static_cast<std::size_t>(c);
      if (rows[id] == 0) continue;
      sum += hits[id] / rows[id];
      present += 1;
    }
    return 100 * sum / present;
  };
  const double U = mean(right, kUnseen), S = mean(right, kSeen);
  return {0, U, S, U + S > 0 ? 2 * U * S / (U + S) : 0, mean(zero_shot, kUnseen)};
}

/// P = sum_e w_e ((l_e o_r + (1 - l_e) o_c) A^T + m), entry by entry.
reference::Table slow_scores(const StoredScores& stored, const std::vector<double>& weights,
                             const std::vector<double>& lambdas) {
  const reference::Table descriptors = to_table(stored.classes.attributes);
  reference::Table sum(kRows, std::vector<double>(kClasses, 0.0));
  for (std::size_t e = 0; e < stored.experts.size(); ++e) {
    const reference::Table regions = to_table(stored.said[stored.experts[e] + "/region_scores"]);
    const reference::Table channels = to_table(stored.said[stored.experts[e] + "/channel_scores"]);
    for (std::size_t i = 0; i < sum.size(); ++i) {
      for (std::size_t c = 0; c < descriptors.size(); ++c) {
        const auto id = static_cast<std::int64_t>(c);
        const bool seen = std::find(kSeen.begin(), kSeen.end(), id) != kSeen.end();
        double score = seen ? -kMargin : kMargin;
        for (std::size_t k = 0; k < descriptors[c].size(); ++k) {
          score +=
              (lambdas[e] * regions[i][k] + (1 - lambdas[e]) * channels[i][k]) * descriptors[c][k];
        }
        sum[i][c] += weights[e] * score;
      }
    }
  }
  return sum;
}

void check_equal(const SensitivityPoint& got, const SensitivityPoint& want) {
  CHECK(got.U == doctest::Approx(want.U));
  CHECK(got.S == doctest::Approx(want.S));
  CHECK(got.H == doctest::Approx(want.H));
  CHECK(got.T1 == doctest::Approx(want.T1));
}

void check_own(const SensitivityCurve& curve, const StoredScores& stored, double value) {
  const SensitivityPoint own = figures_of(stored), &marked = curve.points[curve.own];
  CHECK(marked.value == value);
  CHECK(marked.U == own.U);  // to the bit
  CHECK(marked.S == own.S);
  CHECK(marked.H == own.H);
  CHECK(marked.T1 == own.T1);
}

}  // namespace

TEST_CASE("every curve of two experts agrees with loops over rows, and holds the run itself") {
  const StoredScores stored =
      example({"a", "b"}, 0.8, {{"weights", {{"a", 0.9}, {"b", 0.1}}}, {"calibration", 0.3}});
  const Sensitivity found = sensitivity(stored);
  CHECK(found.left_out.empty());
  REQUIRE(found.curves.size() == 4);
  const auto labels = to_labels(stored.labels);

  const SensitivityCurve& weight = found.curves[0];
  CHECK(weight.setting == "weight");
  CHECK(weight.expert == "a");
  REQUIRE(weight.points.size() == 21);
  check_own(weight, stored, 0.9);
  for (const SensitivityPoint& point : weight.points) {
    check_equal(point, slow_figures(slow_scores(stored, {point.value, 1 - point.value}, {0.8, 0.8}),
                                    labels, 0.3));
  }
  for (std::size_t e = 0; e < 2; ++e) {
    const SensitivityCurve& lambda = found.curves[1 + e];
    CHECK(lambda.setting == "lambda_rc");
    CHECK(lambda.expert == stored.experts[e]);
    CHECK(lambda.title == "lambda_rc of " + stored.experts[e]);
    CHECK(lambda.help == "share of the regions");
    REQUIRE(lambda.points.size() == 21);
    check_own(lambda, stored, 0.8);
    for (const SensitivityPoint& point : lambda.points) {
      std::vector<double> lambdas = {0.8, 0.8};
      lambdas[e] = point.value;
      check_equal(point, slow_figures(slow_scores(stored, {0.9, 0.1}, lambdas), labels, 0.3));
    }
  }
  const SensitivityCurve& calibration = found.curves[3];
  CHECK(calibration.setting == "calibration");
  check_own(calibration, stored, 0.3);
  CHECK(calibration.points.size() == 22);
  for (const SensitivityPoint& point : calibration.points) {
    check_equal(point,
                slow_figures(slow_scores(stored, {0.9, 0.1}, {0.8, 0.8}), labels, point.value));
  }
  CHECK(calibration.points.front().S > calibration.points.back().S);
  CHECK(calibration.points.front().U < calibration.points.back().U);
}

TEST_CASE("of three experts each moves against the others in their proportions") {
  const StoredScores stored =
      example({"a", "b", "c"}, 0.5,
              {{"weights", {{"a", 1.0}, {"b", 0.6}, {"c", 0.4}}}, {"calibration", 0.0}});
  const Sensitivity found = sensitivity(stored);
  REQUIRE(found.curves.size() == 7);
  const SensitivityCurve& b = found.curves[1];
  CHECK(b.expert == "b");
  check_own(b, stored, 0.3);
  for (const SensitivityPoint& point : b.points) {
    const double rest = 2 * (1 - point.value) / 1.4;
    check_equal(point, slow_figures(slow_scores(stored, {rest, 2 * point.value, 0.4 * rest},
                                                {0.5, 0.5, 0.5}),
                                    to_labels(stored.labels), 0));
  }
}

TEST_CASE("an own value between the points is put in between them") {
  const StoredScores stored =
      example({"a", "b"}, 0.333, {{"weights", {{"a", 0.77}, {"b", 0.23}}}, {"calibration", 0.0}});
  const Sensitivity found = sensitivity(stored);
  for (std::size_t i = 0; i < 3; ++i) REQUIRE(found.curves[i].points.size() == 22);
  check_own(found.curves[0], stored, 0.77);
  check_own(found.curves[1], stored, 0.333);
  for (const SensitivityCurve& curve : found.curves) {
    for (std::size_t i = 1; i < curve.points.size(); ++i) {
      CHECK(curve.points[i - 1].value < curve.points[i].value);
    }
  }
}

TEST_CASE("one expert with all of the weight: the others share what it gives up") {
  const StoredScores stored =
      example({"a", "b"}, 0.8, {{"weights", {{"a", 1.0}}}, {"calibration", 0.0}});
  const Sensitivity found = sensitivity(stored);
  check_own(found.curves[0], stored, 1.0);
  check_equal(found.curves[0].points.front(),
              slow_figures(slow_scores(stored, {0, 1}, {0.8, 0.8}), to_labels(stored.labels), 0));
  CHECK(found.left_out == std::vector<std::string>{"lambda_rc of b: its weight is 0"});
}

TEST_CASE("what has no curve is named with the reason") {
  const Json inference = {{"weights", Json::object()}, {"calibration", 0.0}};
  const auto left_out = [&](StoredScores stored) { return sensitivity(stored).left_out.back(); };

  StoredScores plain = example({"a"}, 0.8, inference);
  CHECK(left_out(plain) == "weights: there is only one expert");
  StoredScores null =
      example({"a", "b"}, 0.8, {{"weights", {{"a", 0.5}, {"b", -0.5}}}, {"calibration", 0.0}});
  CHECK(left_out(null) == "weights: those of the run sum to zero");

  StoredScores no_parts = plain;
  no_parts.said = zeroth::TensorMap({{"a/attribute_scores", plain.said["a/attribute_scores"]},
                                     {"a/scores", plain.said["a/scores"]}});
  CHECK(left_out(no_parts) == "lambda_rc of a: it offers no \"inference_attribute_scores\"");
  CHECK(sensitivity(no_parts).curves.size() == 1);
  no_parts.mixes.clear();
  CHECK(left_out(no_parts) == "weights: there is only one expert");

  const std::string no_mix =
      "lambda_rc of a: its \"inference_attribute_scores\" is no such mix of \"region_scores\" and "
      "\"channel_scores\"";
  StoredScores other = plain;
  other.said.set("a/inference_attribute_scores", normal({kRows, kAttributes}, 99));
  CHECK(left_out(other) == no_mix);
  other = plain;
  other.mixes["a"][0].share = 0.7;
  CHECK(left_out(other) == no_mix);
  other = plain;
  other.said.set("a/region_scores", normal({kRows, kAttributes + 1}, 99));
  CHECK(left_out(other) == no_mix);

  StoredScores bent = plain;
  bent.said.set("a/inference_scores", plain.said["a/inference_scores"].pow(3));
  CHECK(left_out(bent) ==
        "lambda_rc of a: its class scores are not linear in \"inference_attribute_scores\"");
  bent = plain;
  bent.mixes["a"][0].tensors = {"scores", "inference_scores", "inference_scores"};
  bent.said.set("a/scores", plain.said["a/inference_scores"]);
  CHECK(left_out(bent) == "lambda_rc of a: its class scores are not linear in \"scores\"");
}

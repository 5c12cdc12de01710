#include "host/evaluate/evaluator.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <limits>
#include <utility>

#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;
using zeroth::Answer;
using zeroth::Predictor;
using zeroth::Samples;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Scores are the features, and whatever is wanted in one place. The second component behind them
/// says what is odd.
class Fake final : public Predictor {
 public:
  at::Tensor scores(const Samples& samples) const override {
    const at::Tensor& features = samples.features();
    return features.masked_fill(features == 7, odd);
  }
  bool has_unseen_classifier() const override { return own_unseen; }
  at::Tensor unseen_scores(const Samples& samples) const override {
    return samples.features().narrow(1, 0, columns) + odd_unseen;
  }
  std::vector<Answer> answers(const Samples& samples) const override {
    return {{{"teacher.good", "/teacher"}, "classify()", samples.features().clamp(-1, 1)},
            {{"ood.odd", "p.json:3:5  /ood"}, "score()", scores(samples) + odd_unseen}};
  }
  double odd = 0.0, odd_unseen = 0.0;
  bool own_unseen = false;
  std::int64_t columns = 1;  // of unseen classes
};

/// Test rows 0 and 1 are of the seen classes 0 and 1, row 2 is of the unseen class 2.
TestData three_rows() {
  TestData data;
  data.samples = StoredSamples(at::zeros({3, 3}, at::kDouble));
  data.labels = at::tensor({0, 1, 2}, at::kLong);
  data.seen = at::tensor({0, 1}, at::kLong);
  data.unseen = at::tensor({2}, at::kLong);
  data.rows = {10, 4, 8};
  return data;
}

const std::string kFix =
    "\n  fix    use another plugin there, or let score() of ood.odd be finite for every row";

}  // namespace

TEST_CASE("evaluator: scores that are not finite are refused by row and component") {
  for (const auto& [value, text] : {std::pair{kNan, "nan"}, {kInf, "inf"}, {-kInf, "-inf"}}) {
    TestData data = three_rows();
    data.samples.features()[1][2] = 7.0;
    Evaluator evaluator(std::move(data));
    Fake fake;
    CHECK_NOTHROW(evaluator.look(fake));
    fake.odd = value;
    CHECK(exit_of([&] { evaluator.look(fake); }) == Exit::run_failed);
    CHECK(message_of([&] { evaluator.look(fake); }) ==
          fmt::format("error: a score of test row 1 is {0}\n  where  p.json:3:5  /ood\n"
                      "  why    it is row 4 of the data; both are counted from 0\n"
                      "         ood.odd gave {0} in score()",
                      text) +
              kFix);
  }
}

TEST_CASE("evaluator: the best scores of each side say all that all scores say") {
  for (const bool own : {false, true}) {
    TestData data;
    // Two stretches of rows and a bit, and many equal scores.
    const at::Tensor numbers = (normal({2 * kRowsAtOnce + 5, 9}, 3) * 2).round();
    data.samples = StoredSamples(numbers);
    data.labels = whole(numbers.size(0), 9, 4);
    data.seen = at::tensor({0, 2, 3, 5, 6, 8}, at::kLong);
    data.unseen = at::tensor({1, 4, 7}, at::kLong);
    const Evaluator evaluator(std::move(data));
    Fake fake;
    fake.own_unseen = own;
    fake.columns = 3;
    const ScoredRows all = evaluator.look(fake, KeptScores::all),
                     best = evaluator.look(fake, KeptScores::best);
    CHECK(all.has_all());
    CHECK_FALSE(best.has_all());
    const Evaluation was = evaluate(all), is = evaluate(best);
    CHECK(was.predictions.equal(is.predictions));
    CHECK(all.scores.argmax(1).equal(is.predictions));
    CHECK(was.U == is.U);
    CHECK(was.S == is.S);
    CHECK(was.H == is.H);
    CHECK(was.T1 == is.T1);
    CHECK(was.AUSUC == is.AUSUC);
    CHECK(was.curve.best_threshold == is.curve.best_threshold);
    CHECK(was.gate.detector.auroc == is.gate.detector.auroc);
    CHECK(was.gate.oracle.H == is.gate.oracle.H);
    CHECK(was.gate.lost_to_gate.U == is.gate.lost_to_gate.U);
  }
}

TEST_CASE("evaluator: all scores are kept unless they are very many") {
  CHECK(kept_by_size(4'731, 200) == KeptScores::all);
  CHECK(kept_by_size(50'000, 1'000) == KeptScores::all);
  CHECK(kept_by_size(80'000, 16'000) == KeptScores::best);
  CHECK(kept_by_size(10, 0) == KeptScores::all);
  CHECK(kept_by_size(std::int64_t{1} << 62, 20'000) == KeptScores::best);
}

TEST_CASE("evaluator: so are those of the unseen classes alone") {
  Evaluator evaluator(three_rows());
  Fake fake;
  fake.own_unseen = true;
  fake.odd_unseen = -kInf;
  CHECK(message_of([&] { evaluator.look(fake); }) ==
        "error: a score of test row 2 is -inf\n  where  p.json:3:5  /ood\n"
        "  why    it is row 8 of the data; both are counted from 0\n"
        "         ood.odd gave -inf in score()" +
            kFix);
}

TEST_CASE("evaluator: a value of the data that no score bears is the data's fault") {
  TestData data = three_rows();
  data.samples.features()[1][2] = 3e38;
  data.rows.clear();
  Evaluator evaluator(std::move(data));
  Fake fake;
  CHECK_NOTHROW(evaluator.look(fake));  // as long as what comes of it is finite
  TestData again = three_rows();
  again.samples.features()[1][2] = kInf;
  Evaluator other(std::move(again));
  CHECK(exit_of([&] { other.look(fake); }) == Exit::bad_data);
  CHECK(message_of([&] { other.look(fake); }) ==
        "error: a score of test row 1 is inf\n  where  p.json:3:5  /ood\n"
        "  why    it is row 4 of the data; both are counted from 0\n"
        "         ood.odd gave inf in score()\n"
        "         its feature 2 is inf, scaled as the training rows are\n"
        "  fix    correct that row of the data; `zeroth data verify` names such values");
}

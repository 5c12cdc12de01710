#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "host/base/problem.h"
#include "host/run/figures.h"
#include "host/run/score_file.h"
#include "host/run/score_shapes.h"
#include "host/tensors/safetensors.h"
#include "tests/support/messages.h"

namespace {

namespace fs = std::filesystem;
using namespace zeroth::host;

fs::path scratch() { return fs::temp_directory_path() / "zeroth-best-scores.safetensors"; }

/// Scores of `rows` rows; every class has some, and equal scores are among them where they are
/// coarse.
ScoreFile some_scores(std::int64_t rows, at::ScalarType type, bool coarse, bool own_classifier) {
  constexpr std::int64_t kClasses = 9;
  ScoreFile file;
  file.rows.labels = at::arange(rows, at::kLong) % kClasses;
  file.rows.unseen = at::tensor({1, 4, 7}, at::kLong);
  file.rows.seen = at::tensor({0, 2, 3, 5, 6, 8}, at::kLong);
  const auto random = [&](std::int64_t n, std::int64_t c) {
    return (coarse ? at::randint(0, 4, {n, c}) : at::randn({n, c})).to(type);
  };
  file.rows.scores = random(rows, kClasses);
  if (own_classifier) file.rows.unseen_scores = random(file.rows.unseen_rows().size(0), 3);
  file.predictions = evaluate(file.rows).predictions;
  for (std::int64_t i = 0; i < rows; ++i) file.numbers.push_back(100 + i);
  for (std::int64_t i = 0; i < kClasses; ++i) file.classes.push_back(2 * i);
  file.facts = {{"problem", "test"}};
  return file;
}

}  // namespace

TEST_CASE("every figure of the best scores is that of all scores, to the last bit") {
  for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
    for (const bool coarse : {false, true}) {
      for (const bool own : {false, true}) {
        CAPTURE(coarse);
        CAPTURE(own);
        const ScoreFile file = some_scores(180, type, coarse, own);
        write_score_file(scratch(), with_sides_only(file));
        const ScoreFile best = read_score_file(scratch());
        CHECK(wrong_shape(best) == "");
        const Evaluation was = evaluate(file.rows), is = evaluate(best.rows);
        CHECK(figures(was) == figures(is));
        CHECK(figures(was.gate) == figures(is.gate));
        CHECK(was.curve.best_threshold == is.curve.best_threshold);
        CHECK(was.predictions.equal(is.predictions));
        CHECK(best.predictions.equal(file.predictions));
        CHECK(best.numbers == file.numbers);
        CHECK(best.classes == file.classes);
      }
    }
  }
  fs::remove(scratch());
}

TEST_CASE("best scores that point nowhere are refused") {
  write_score_file(scratch(), with_sides_only(some_scores(18, at::kFloat, false, true)));
  const TensorFile good = read_safetensors(scratch());
  for (const char* name : {"seen_class", "unseen_class", "own_class", "rows", "classes"}) {
    for (const std::int64_t number : {-1, 9, 1000}) {
      const std::string tensor = name;
      const bool is_class = tensor.find("_class") != std::string::npos;
      TensorFile bad = good;
      for (zeroth::NamedTensor& one : bad.tensors) {
        if (one.name != tensor) continue;
        one.tensor = is_class ? one.tensor.clone().fill_(number) : one.tensor.slice(0, 0, 3);
      }
      CAPTURE(tensor);
      CAPTURE(number);
      write_safetensors(scratch(), bad);
      CHECK_THROWS_AS(read_score_file(scratch()), Failure);
    }
  }
  fs::remove(scratch());
}

TEST_CASE("score files that no run can have stored are refused when they are read") {
  const std::int64_t far = std::int64_t{1} << 62;
  for (const bool best : {false, true}) {
    const ScoreFile all = some_scores(18, at::kFloat, false, true);
    write_score_file(scratch(), best ? with_sides_only(all) : all);
    const TensorFile good = read_safetensors(scratch());
    const auto refused = [&](const char* name, auto change) {
      TensorFile bad = good;
      for (zeroth::NamedTensor& one : bad.tensors) {
        if (one.name == name) one.tensor = change(one.tensor);
      }
      CAPTURE(name);
      write_safetensors(scratch(), bad);
      CHECK(message_of([&] {
              read_score_file(scratch());
            }).rfind("error: the stored scores are damaged\n  where  /", 0) == 0);
    };
    for (const char* name : {"labels", "predictions", "seen", "unseen"}) {
      refused(name, [](const at::Tensor& t) { return t.to(at::kFloat); });
      refused(name, [](const at::Tensor& t) { return t.slice(0, 0, 1); });
      refused(name, [&](const at::Tensor& t) { return t.clone().fill_(far); });
    }
    for (const char* name : {best ? "seen_best" : "scores", best ? "own_best" : "unseen_scores"}) {
      refused(name, [](const at::Tensor& t) { return t / 0; });
      refused(name, [](const at::Tensor& t) { return t.to(at::kLong); });
      refused(name, [](const at::Tensor& t) { return t.slice(0, 0, 2); });
    }
    TensorFile lacking = good;
    lacking.tensors.pop_back();
    write_safetensors(scratch(), lacking);
    CHECK(message_of([&] { read_score_file(scratch()); }).find("\n  why    no tensor \"unseen\"") !=
          std::string::npos);
  }
  fs::remove(scratch());
}

TEST_CASE("scores that no run can have stored are told") {
  const ScoreFile good = some_scores(18, at::kFloat, false, true);
  CHECK(wrong_shape(good) == "");
  const auto wrong = [&](auto change) {
    ScoreFile bad = good;
    change(bad);
    return wrong_shape(bad);
  };
  const char* const kSides = "its seen and unseen classes are not all classes, each once";
  const char* const kRows = "its labels or predictions are not a class for each row";
  CHECK(wrong([](ScoreFile& f) { f.rows.seen = f.rows.unseen; }) == kSides);
  CHECK(wrong([](ScoreFile& f) { f.rows.seen = f.rows.seen.flip(0); }) == kSides);
  CHECK(wrong([](ScoreFile& f) { f.rows.labels = f.rows.labels + 1; }) == kRows);
  CHECK(wrong([](ScoreFile& f) { f.rows.labels = f.rows.labels.to(at::kInt); }) == kRows);
  CHECK(wrong([](ScoreFile& f) { f.predictions = f.predictions.slice(0, 0, 4); }) == kRows);
  CHECK(wrong([](ScoreFile& f) { f.numbers.pop_back(); }) ==
        "it does not say which rows and classes of the data set it is about");
  CHECK(wrong([](ScoreFile& f) { f.rows.scores = f.rows.scores / 0; }) ==
        "its scores are no finite numbers of rows and classes");
  CHECK(wrong([](ScoreFile& f) { f.rows.unseen_scores = f.rows.unseen_scores.t().clone(); }) ==
        "its scores of unseen classes are of other rows or classes");
}

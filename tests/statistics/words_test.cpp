#include "host/statistics/words.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

FigureDifference told(double value, double half, std::int64_t seeds, double p) {
  FigureDifference difference;
  difference.first.n = difference.second.n = seeds;
  difference.value = value;
  difference.interval = {value - half, value + half};
  difference.p = p;
  if (seeds > 1) difference.deviation = 1.25;
  return difference;
}

}  // namespace

TEST_CASE("a difference in words") {
  CHECK(sentence_of(told(1.2, 0.8, 3, 0.02), "A", "B") ==
        "A is better by 1.2 [0.4, 2.0] over 3 seeds");
  CHECK(sentence_of(told(-1.2, 0.8, 3, 0.02), "A", "B") ==
        "B is better by 1.2 [0.4, 2.0] over 3 seeds");
  CHECK(sentence_of(told(1.2, 0.8, 1, 0.02), "A", "B") ==
        "A is better by 1.2 [0.4, 2.0] for these two models; other seeds may say otherwise");
  CHECK(
      sentence_of(told(0.4, 1.5, 3, 0.5), "A", "B") ==
      "not distinguishable at 3 seeds (+0.4 [-1.1, +1.9]); about 15 seeds would show a difference "
      "of 1.0");
  CHECK(sentence_of(told(0.4, 1.5, 1, 0.5), "A", "B") ==
        "not distinguishable with one seed each (+0.4 [-1.1, +1.9])");
  CHECK(
      sentence_of(told(0.4, 0.6, 20, 0.2), "A", "B") ==
      "not distinguishable at 20 seeds (+0.4 [-0.2, +1.0]); a difference of 1.0 would most likely "
      "have shown");
}

TEST_CASE("what is not said of a difference that was not found") {
  // Figures that never vary: no seed would help, and nothing would have shown.
  FigureDifference hidden = told(0, 52.9, 3, 1);
  hidden.deviation = 0;
  CHECK(sentence_of(hidden, "A", "B") ==
        "not distinguishable at 3 seeds (0.0 [-52.9, +52.9]); these test images are too few to "
        "show a difference of 1.0");
  FigureDifference one_of_many = told(3, 2.8, 9, 0.03);
  one_of_many.adjusted_p = 0.3;
  CHECK(sentence_of(one_of_many, "A", "B", 3) ==
        "not distinguishable at 9 seeds (+3.0 [+0.2, +5.8]); it would be by itself, among all "
        "pairs of the table it is not");
  FigureDifference mixed = told(1.2, 0.8, 1, 0.02);
  mixed.first.n = 3;
  CHECK(sentence_of(mixed, "A", "B") ==
        "A is better by 1.2 [0.4, 2.0] with one seed of B; other seeds may say otherwise");
}

TEST_CASE("of several, the adjusted p decides") {
  FigureDifference one = told(1.2, 0.8, 3, 0.02);
  one.adjusted_p = 0.06;
  CHECK(!one.distinguishable());
  CHECK(sentence_of(one, "A", "B").rfind("not distinguishable at 3 seeds", 0) == 0);
}

TEST_CASE("test images that no number of seeds makes up for") {
  CHECK(seeds_text(0.5, {1.25, 0.25}) ==
        "no number of seeds would show a difference of 0.5 on these test images");
}

TEST_CASE("what rounds to zero has no sign") {
  CHECK(difference_text(-0.04, {-0.3, 0.2}) == "0.0 [-0.3, +0.2]");
  CHECK(value_text(99.96, {99.04, 100}) == "100.0 [99.0, 100.0]");
}

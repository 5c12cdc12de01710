#include <doctest/doctest.h>
#include <zeroth/error.h>
#include <zeroth/long_work.h>
#include <zeroth/random.h>

#include <cstdint>
#include <vector>

using namespace zeroth;

TEST_CASE("rows are multiplied with rows") {
  std::vector<float> products(6);
  const float a[] = {1, 2, 3, 4, 5, 6}, b[] = {1, 0, -1, 2, 2, 2, 0, 1, 0};
  multiply_rows({a, 2, 3}, {b, 3, 3}, products.data());
  CHECK(products == std::vector<float>{-2, 12, 2, -2, 30, 5});
  CHECK_THROWS_WITH_AS(multiply_rows({a, 3, 2}, {b, 3, 3}, products.data()),
                       "multiply_rows: rows of 2 numbers with rows of 3", Error);
}

TEST_CASE("every stretch of work is done once") {
  std::vector<int> times(1000, 0);
  in_parallel(1000, 7, [&](std::int64_t first, std::int64_t end) {
    for (auto i = first; i < end; ++i) ++times[static_cast<std::size_t>(i)];
  });
  CHECK(times == std::vector<int>(1000, 1));
  in_parallel(0, 1, [](std::int64_t, std::int64_t) { FAIL("there is nothing to do"); });
}

TEST_CASE("without a host nobody is told of long work") { say_progress("counting", 1, 2); }

TEST_CASE("numbers that are skipped are those that would have been drawn") {
  Random drawn(7), skipped(7);
  for (int i = 0; i < 50; ++i) drawn.normal();
  skipped.skip(100);
  CHECK(drawn.next() == skipped.next());
}

#include "host/run/shared_rows.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <doctest/doctest.h>
#include <zeroth/class_rows.h>

#include <memory>

#include "host/run/rank_talk.h"
#include "tests/support/noisy_generator.h"
#include "tests/support/rank_threads.h"

using namespace zeroth::host;
using zeroth::ClassRows;
using zeroth::Handle;

namespace {

Handle<zeroth::Generator> noisy(const std::shared_ptr<NoisyGenerator>& made) {
  return {{"generator.noisy", "/generator"}, made};
}

at::Tensor made_by(const Handle<zeroth::Generator>& generator) {
  const ClassRows rows{generator, at::arange(5, at::kFloat).unsqueeze(1), 2000, 2};
  return zeroth::make_rows(rows, at::detail::createCPUGenerator(3));
}

}  // namespace

namespace {

/// What the other ranks do with an order of rows.
void follow(RankGroup& ranks, const MadeComponents& components) {
  const RankOrder order = take_order(ranks);
  REQUIRE(order.kind == RankOrder::Kind::rows);
  make_rows_of_order(ranks, components, order.rows);
}

}  // namespace

TEST_CASE("ranks share the blocks of a synthesis, and come to the bits of one" *
          doctest::skip(!has_ranks())) {
  const at::Tensor alone = made_by(noisy(std::make_shared<NoisyGenerator>()));
  RankThreads threads(3);
  const auto said = threads.run([&](RankGroup& ranks) {
    const auto made = std::make_shared<NoisyGenerator>();
    const MadeComponents components = {{"/generator", noisy(made)}};
    if (ranks.is_first()) {
      const SharedRows sharing(&ranks, components);
      CHECK(made_by(noisy(made)).equal(alone));
      CHECK(made->calls == std::vector<std::int64_t>{2048, 2048});
      // Somebody else's generator is not one that the others have.
      CHECK(made_by(noisy(std::make_shared<NoisyGenerator>())).equal(alone));
      give_order(ranks, {RankOrder::Kind::go_on});
      return;
    }
    follow(ranks, components);
    CHECK(made->calls.size() == (ranks.place().rank == 1 ? 2 : 1));
    CHECK(take_order(ranks).kind == RankOrder::Kind::go_on);
  });
  CHECK(said == std::vector<std::string>{"", "", ""});
}

TEST_CASE("a generator that is another one on another rank is refused on both" *
          doctest::skip(!has_ranks())) {
  RankThreads threads(2);
  const auto said = threads.run([&](RankGroup& ranks) {
    const auto made = std::make_shared<NoisyGenerator>();
    made->average = at::full({1}, ranks.place().rank, at::kFloat);
    const MadeComponents components = {{"/generator", noisy(made)}};
    if (!ranks.is_first()) return follow(ranks, components);
    const SharedRows sharing(&ranks, components);
    made_by(noisy(made));
  });
  for (const std::string& one : said) CHECK(one.find("average") != std::string::npos);
}

TEST_CASE("a synthesis that is given up and goes on is refused" * doctest::skip(!has_ranks())) {
  RankThreads threads(2);
  const auto said = threads.run([&](RankGroup& ranks) {
    const auto made = std::make_shared<NoisyGenerator>();
    made->throws = ranks.is_first();
    const MadeComponents components = {{"/generator", noisy(made)}};
    if (!ranks.is_first()) return follow(ranks, components);
    const SharedRows sharing(&ranks, components);
    sharing.expect_finished();
    CHECK_THROWS(made_by(noisy(made)));
    sharing.expect_finished();
  });
  const std::string why = "1 rows that all ranks synthesise were given up";
  CHECK(said.front() == why);
  CHECK(said.back().find("rows that all ranks synthesise were given up") != std::string::npos);
}

#include "host/run/shared_rows.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/arange.h>
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
    const RankOrder order = take_order(ranks);
    REQUIRE(order.kind == RankOrder::Kind::rows);
    make_rows_of_order(ranks, components, order.rows);
    CHECK(made->calls.size() == (ranks.place().rank == 1 ? 2 : 1));
    CHECK(take_order(ranks).kind == RankOrder::Kind::go_on);
  });
  CHECK(said == std::vector<std::string>{"", "", ""});
}

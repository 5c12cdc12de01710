#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/ranks/equal_ranks.h"
#include "host/ranks/part_of_draws.h"
#include "host/ranks/rank_group.h"
#include "host/ranks/rank_hello.h"
#include "host/ranks/rank_sums.h"
#include "host/ranks/sent_tensors.h"
#include "tests/support/rank_threads.h"

namespace {

using namespace zeroth::host;
using zeroth::NamedTensors;

at::Generator seeded() { return at::detail::createCPUGenerator(7); }

const std::vector<TriedPhases::Lengths> kNothingTried;
const std::vector<std::string> kFine2{"", ""}, kFine3{"", "", ""};

TEST_CASE("what ranks draw are the rows of what one process draws") {
  constexpr std::int64_t kRows = 10, kRanks = 2, kOwn = kRows / kRanks;
  const std::vector<std::function<at::Tensor(std::int64_t, at::Generator)>> draws = {
      [](std::int64_t n, at::Generator g) {
        return at::empty({n, 3}).normal_(1, 2, g);
      },
      [](std::int64_t n, at::Generator g) {
        return at::randn({n, 4}, g);
      },
      [](std::int64_t n, at::Generator g) { return at::rand({n}, g); },
      [](std::int64_t n, at::Generator g) { return at::randint(3, 50, {n}, g); },
      [](std::int64_t n, at::Generator g) {
        return at::randint(50, {n, 2}, g);
      },
      [](std::int64_t n, at::Generator g) {
        return at::empty({n, 2}).bernoulli_(0.5, g);
      },
      [](std::int64_t n, at::Generator g) {
        return at::empty({n, 2}).exponential_(1, g);
      }};
  for (const auto& draw : draws) {
    at::Generator alone = seeded();
    const at::Tensor whole = draw(kRows, alone), after = at::rand({2}, alone);
    for (int rank = 0; rank < kRanks; ++rank) {
      at::Generator own = seeded();
      at::Tensor part;
      {
        const PartOfDraws sharing({kOwn, rank, kRanks}, kNothingTried);
        part = draw(kOwn, own);
      }
      CHECK(part.equal(whole.narrow(0, rank * kOwn, kOwn)));
      CHECK(at::rand({2}, own).equal(after));  // the generators stay alike
    }
  }
}

TEST_CASE("other draws are the same on every rank, and nothing is shared afterwards") {
  const at::Tensor whole = at::randn({4, 3}, seeded());
  const at::Tensor number = at::empty({}).normal_(0, 1, seeded());
  {
    const PartOfDraws sharing({5, 1, 2}, kNothingTried);
    CHECK(at::randn({4, 3}, seeded()).equal(whole));
    CHECK(at::empty({}).normal_(0, 1, seeded()).equal(number));
  }
  CHECK(at::randn({5, 3}, seeded()).equal(at::randn({5, 3}, seeded())));
}

TEST_CASE("what one process draws tells which draws are a part of it") {
  // Five rows of a batch of ten, noise of five classes, ten of twenty rows that are made of them.
  const auto lengths_of = [](std::int64_t rows) {
    return std::vector<std::int64_t>{5, rows, 2 * rows};
  };
  const auto draw = [](const std::vector<std::int64_t>& lengths, at::Generator rng) {
    std::vector<at::Tensor> drawn;
    for (const std::int64_t length : lengths) drawn.push_back(at::randn({length, 3}, rng));
    return drawn;
  };
  TriedPhases tried;
  std::vector<at::Tensor> alone;
  {
    const RecordOfDraws record(tried, "here");
    alone = draw(lengths_of(10), seeded());
    at::empty({}).normal_(0, 1, seeded());
  }
  const TriedPhases sent = TriedPhases::from_json(tried.to_json());
  CHECK(sent.draws("here") == std::vector<TriedPhases::Lengths>{{5, 10, 20, -1}});
  CHECK(sent.draws("elsewhere").empty());
  for (int rank = 0; rank < 2; ++rank) {
    const PartOfDraws sharing({5, rank, 2}, sent.draws("here"));
    const std::vector<at::Tensor> own = draw(lengths_of(5), seeded());
    CHECK(own[0].equal(alone[0]));  // as long as the rank's rows, and not theirs
    CHECK(own[1].equal(alone[1].narrow(0, rank * 5, 5)));
    CHECK(own[2].equal(alone[2].narrow(0, rank * 10, 10)));
  }
}

TEST_CASE("what did not add up, never told anything or was not tried needs whole batches") {
  TriedPhases tried(2);
  tried.add_terms("a mean", {{"loss", {true, true}}});
  tried.add_terms("a mean", {{"loss", {true, false}}});
  tried.add_terms("compares", {{"mean", {true, true}}, {"pairs", {true, true}}});
  tried.add_terms("compares", {{"mean", {true, true}}, {"pairs", {false, true}}});
  tried.add_terms("compares", {{"pairs", {true, true}}});
  tried.add_terms("silent", {{"mean", {true, true}}, {"hinge", {true, false}}});
  tried.add_terms("speaks later", {{"loss", {true, false}}});
  tried.add_terms("speaks later", {{"loss", {true, true}}});
  tried.add_terms("moves nothing", {});
  tried.add_draws("drew, and ended", {3});
  tried.set_failure("no memory");
  const TriedPhases sent = TriedPhases::from_json(tried.to_json());
  CHECK(sent.ranks() == 2);
  CHECK(sent.failure() == "no memory");
  CHECK(sent.whole_batches() == std::vector<std::string>{"compares", "drew, and ended", "silent"});
  CHECK(sent.needs_whole_batch("silent"));
  CHECK(sent.needs_whole_batch("nobody came there"));
  CHECK_FALSE(sent.needs_whole_batch("a mean"));
  CHECK_FALSE(TriedPhases().needs_whole_batch("one process"));
}

TEST_CASE("gradients become their means, undefined ones where no rank has one") {
  const auto said = RankThreads(3).run([](RankGroup& ranks) {
    const double own = ranks.place().rank + 1;
    const std::vector<at::Tensor> parameters = {at::zeros({2, 3}), at::zeros({4}), at::zeros({1}),
                                                at::zeros({2}, at::kDouble)};
    std::vector<at::Tensor> gradients = {at::full({3, 2}, own).t(),
                                         own == 1 ? at::full({1}, 6.0).expand({4}) : at::Tensor(),
                                         at::Tensor(), at::full({2}, own, at::kDouble)};
    average_gradients(ranks, gradients, parameters);
    if (!gradients[0].equal(at::full({2, 3}, 2.0))) throw Failure(Exit::internal, {"first"});
    if (!gradients[1].equal(at::full({4}, 2.0))) throw Failure(Exit::internal, {"second"});
    if (gradients[2].defined()) throw Failure(Exit::internal, {"third"});
    if (!gradients[3].equal(at::full({2}, 2.0, at::kDouble))) throw Failure(Exit::internal, {"4."});
  });
  CHECK(said == kFine3);
}

TEST_CASE("many tensors go in buckets") {
  const auto said = RankThreads(2).run([](RankGroup& ranks) {
    std::vector<at::Tensor> tensors;
    for (int i = 0; i < 5; ++i) {
      tensors.push_back(at::full({std::int64_t{3} << 20}, i + 2.0 * ranks.place().rank));
    }
    average_in_place(ranks, tensors);
    for (int i = 0; i < 5; ++i) {
      if (!(tensors[static_cast<std::size_t>(i)] == i + 1).all().item<bool>()) {
        throw Failure(Exit::internal, {"a mean is wrong"});
      }
    }
  });
  CHECK(said == kFine2);
}

TEST_CASE("what all keep alike stays as it is, whatever the number of ranks") {
  for (const int count : {3, 5}) {
    const auto said = RankThreads(count).run([count](RankGroup& ranks) {
      const int rank = ranks.place().rank;
      at::Tensor same = at::rand({1000}, seeded()), exact = at::rand({1000}, seeded(), at::kDouble);
      same[0] = INFINITY, same[1] = -0.0, same[2] = 1e-40;
      at::Tensor half = same.to(at::kHalf), mean = at::full({2}, 1e8 + 8.0 * rank, at::kFloat);
      const at::Tensor before = same.clone(), exact_before = exact.clone();
      average_kept(ranks, {same, exact, half, mean});
      const auto bits = [](const at::Tensor& one) { return one.view(at::kInt); };
      if (!bits(same).equal(bits(before))) throw Failure(Exit::internal, {"a float"});
      if (!exact.equal(exact_before)) throw Failure(Exit::internal, {"a double"});
      if (!half.equal(before.to(at::kHalf))) throw Failure(Exit::internal, {"a half"});
      if (!mean.equal(at::full({2}, 1e8 + 4.0 * (count - 1), at::kFloat))) {
        throw Failure(Exit::internal, {"a mean"});
      }
    });
    CHECK(said == std::vector<std::string>(static_cast<std::size_t>(count)));
  }
}

TEST_CASE("texts, states and the largest number") {
  const auto said = RankThreads(3).run([](RankGroup& ranks) {
    const int rank = ranks.place().rank;
    const auto texts = ranks.gather(std::string(static_cast<std::size_t>(rank * 3), 'x'));
    if (texts != std::vector<std::string>{"", "xxx", "xxxxxx"})
      throw Failure(Exit::internal, {"a"});
    if (ranks.from_first(rank == 0 ? "word" : "other words") != "word") {
      throw Failure(Exit::internal, {"b"});
    }
    if (largest(ranks, rank == 1 ? 15 : 0) != 15) throw Failure(Exit::internal, {"c"});
    NamedTensors own = {{"a", at::full({2}, rank)}, {"none", at::zeros({0})}};
    if (rank == 0) own.push_back({"flags", at::ones({3}, at::kBool)});
    const NamedTensors sent = from_first_rank(ranks, own);
    if (sent.size() != 3 || !sent[0].tensor.equal(at::zeros({2}, at::kLong)) ||
        !sent[2].tensor.equal(at::ones({3}, at::kBool))) {
      throw Failure(Exit::internal, {"d"});
    }
    expect_equal_ranks(ranks, sent, "now");
    const std::vector<double> means = average(ranks, {1.0 * rank, rank == 2 ? NAN : 0.0});
    if (means[0] != 1.0 || !std::isnan(means[1])) throw Failure(Exit::internal, {"e"});
  });
  CHECK(said == kFine3);
}

TEST_CASE("what differs is named on every rank") {
  const auto said = RankThreads(2).run([](RankGroup& ranks) {
    expect_equal_ranks(
        ranks, {{"same", at::ones({2})}, {"mine", at::full({1}, ranks.place().rank)}}, "now");
  });
  const std::string what = "1 the ranks do not agree any more: \"mine\" is not the same on all";
  CHECK(said == std::vector<std::string>{what, what});
}

TEST_CASE("parts of all ranks come below each other to the first") {
  const auto said = RankThreads(3).run([](RankGroup& ranks) {
    const int rank = ranks.place().rank;
    NamedTensors own = {{"rows", at::full({rank, 2}, rank, at::kInt)}};
    if (rank == 1) own.push_back({"of one", at::ones({1}, at::kBool)});
    const NamedTensors all = below_each_other(ranks, own);
    if (all.size() != (rank == 0 ? 2 : 0)) throw Failure(Exit::internal, {"a list"});
    if (rank > 0) return;
    const at::Tensor rows = at::cat({at::full({1, 2}, 1, at::kInt), at::full({2, 2}, 2, at::kInt)});
    if (!all[0].tensor.equal(rows) || !all[1].tensor.equal(at::ones({1}, at::kBool))) {
      throw Failure(Exit::internal, {"rows"});
    }
  });
  CHECK(said == kFine3);
}

TEST_CASE("who would send others' sums is refused before it does") {
  const auto said = RankThreads(3).run([](RankGroup& ranks) {
    std::vector<std::string> lines = {"the loss \"a\""};
    expect_same_lines(ranks, lines, "/generator", "now");
    if (ranks.place().rank == 2) lines.push_back("the loss \"b\"");
    try {
      expect_same_lines(ranks, lines, "/generator", "now");
    } catch (const Failure& failure) {
      const zeroth::Problem& problem = failure.problems().front();
      if (problem.where != "/generator" || problem.why.at(0) != "now") throw;
      throw Failure(failure.code(), {problem.what + ": " + problem.why.at(1)});
    }
  });
  const std::string what =
      "1 the ranks have not the same to average: rank 0 has nothing there, rank 2 has the loss "
      "\"b\"";
  CHECK(said == std::vector<std::string>{what, what, what});
}

TEST_CASE("why one ends is what the others end with") {
  const auto said = RankThreads(3).run([](RankGroup& ranks) {
    if (ranks.place().rank == 1) throw Failure(Exit::no_input, {"a file is not there"});
    ranks.sum(at::ones({3}));
  });
  CHECK(said == std::vector<std::string>{"66 rank 1: a file is not there", "66 a file is not there",
                                         "66 rank 1: a file is not there"});
}

TEST_CASE("also before they are connected") {
  const auto said = RankThreads(2, /*connects=*/false).run([](RankGroup& ranks) {
    if (ranks.is_first()) throw Failure(Exit::no_input, {"a file is not there"});
    ranks.exchange("topic", "words");
  });
  CHECK(said ==
        std::vector<std::string>{"66 a file is not there", "66 rank 0: a file is not there"});
}

TEST_CASE("who comes to a place of two as the third is refused, and who is alone says so") {
  std::string name = (std::filesystem::temp_directory_path() / "zeroth-test-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()));
  RankPlace place;
  place.ranks = 2;
  place.wait = 1;
  place.store.file = name + "/store";
  {
    RankGroup first(place);
    try {
      first.exchange("topic", "words");
    } catch (const Failure& failure) {
      CHECK(failure.code() == Exit::retry);
      CHECK(failure.problems().front().what == "rank 1 of 2 did not come within 1 s");
    }
    CHECK(first.is_alone());
    const RankGroup second(place);
    std::string what;
    try {
      const RankGroup third(place);
    } catch (const Failure& failure) {
      CHECK(failure.code() == Exit::usage);
      what = failure.problems().front().what;
    }
    CHECK(what == "more than 2 ranks came to file:" + place.store.file);
  }
  std::filesystem::remove_all(name);
}

TEST_CASE("what ranks say of themselves") {
  const Json hello = {{"version", "1"}, {"pipeline", "aa"}};
  CHECK(difference({hello, hello, hello}).empty());
  Json other = hello;
  other["pipeline"] = "bb";
  CHECK(difference({hello, hello, other}) == "pipeline: rank 0 has aa, rank 2 has bb");
  other = without(other, "version");
  CHECK(difference({hello, other}) == "version: rank 0 has 1, rank 1 has none");
  CHECK_THROWS_AS(expect_same({hello.dump(), other.dump()}, Exit::bad_data, ""), Failure);
}

TEST_CASE("ranks of another version are refused when they meet, on all of them") {
  const auto said = RankThreads(3, /*connects=*/false).run([](RankGroup& ranks) {
    const Json hello = {{"version of Zeroth", ranks.place().rank == 1 ? "1.0.1" : "1.0.0"}};
    try {
      expect_same(ranks.exchange("hello", hello.dump()), Exit::bad_configuration, "");
    } catch (const Failure& failure) {
      throw Failure(failure.code(), {failure.problems().front().why.at(0)});
    }
  });
  const std::string what = "78 version of Zeroth: rank 0 has 1.0.0, rank 1 has 1.0.1";
  CHECK(said == std::vector<std::string>{what, what, what});
}

TEST_CASE("clocks that are apart") {
  CHECK(clock_warning({100, 160, 40}).empty());
  CHECK(clock_warning({100, 100, 161}) ==
        "the clock of rank 2 is 61 s ahead of that of rank 0; times in the record are rank 0's, "
        "and no number depends on them");
  CHECK(clock_warning({1000, 100}).find("rank 1 is 900 s behind that of rank 0") !=
        std::string::npos);
}

}  // namespace

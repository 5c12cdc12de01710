// A training on several ranks, which are threads here.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>

#include <functional>
#include <stdexcept>

#include "host/train/trainer.h"
#include "tests/support/rank_threads.h"
#include "tests/train/one_round.h"

namespace {

using namespace zeroth::host;
using zeroth::Term;

constexpr std::int64_t kRows = 8, kRanks = 2;

/// One weight [3] that follows noise: of every row, and of as many classes as a rank has rows.
class Noisy final : public Trainee {
 public:
  const PluginPlace& place() const override { return place_; }
  zeroth::NamedTensors parameters() override { return {{"weight", weight}}; }
  zeroth::NamedTensors state() override { return {{"kept", kept}}; }
  zeroth::plan::Schedule schedule() override { return one_round({"follow"}); }
  std::vector<Term> terms(const std::string& phase, const zeroth::SeenBatch& batch,
                          at::Generator rng) override {
    const at::Tensor classes = at::randn({kRows / kRanks, 3}, rng);
    const at::Tensor rows = at::randn({batch.features().size(0), 3}, rng);
    std::vector<Term> all = {
        {phase, (weight * rows * batch.features()).mean() + (weight * classes.sum(0)).mean()}};
    if (more) all.push_back({"more", more(*this, weight * (1 + 0.05 * rows), batch)});
    if (has_extra) all.push_back({"extra", weight.square().sum()});
    return all;
  }

  at::Tensor weight = at::ones({3}), kept = at::zeros({2});
  bool has_extra = false;
  /// A further loss, of the weight and 5 % of noise for every row.
  std::function<at::Tensor(Noisy&, const at::Tensor&, const zeroth::SeenBatch&)> more;

 private:
  PluginPlace place_{"generator.noisy", "/generator"};
};

TrainingData eight_rows() {
  TrainingData data;
  data.samples = StoredSamples(at::arange(kRows, at::kFloat).unsqueeze(1));
  data.classes = {at::ones({2, 1}), at::tensor({0}, at::kLong), at::tensor({1}, at::kLong)};
  data.positions = at::zeros({kRows}, at::kLong);
  data.labels = data.positions;
  return data;
}

TrainSettings five_epochs(RankGroup* ranks, TriedPhases* tried) {
  TrainSettings settings;
  settings.epochs = 5;
  settings.batch = kRows;
  settings.ranks = ranks;
  settings.tried = tried;
  return settings;
}

/// What the weight is after training.
at::Tensor trained(const std::shared_ptr<Noisy>& noisy, RankGroup* ranks, TriedPhases* tried) {
  const TrainingData data = eight_rows();
  RandomStreams streams(1);
  Trainer trainer("noisy", noisy, data, five_epochs(ranks, tried), streams);
  while (!trainer.finished()) trainer.step();
  return noisy->weight.clone();
}

TriedPhases tried(const std::shared_ptr<Noisy>& noisy) {
  TriedPhases tried(kRanks);
  const TrainingData data = eight_rows();
  RandomStreams streams(1);
  Trainer("noisy", noisy, data, five_epochs(nullptr, &tried), streams).try_phases();
  return tried;
}

/// What two ranks end with, of which the second is changed.
std::vector<std::string> end_of_two(void (*change)(Noisy&)) {
  return RankThreads(kRanks).run([&](RankGroup& ranks) {
    const auto noisy = std::make_shared<Noisy>();
    if (!ranks.is_first()) change(*noisy);
    try {
      trained(noisy, &ranks, nullptr);
    } catch (const Failure& failure) {
      const zeroth::Problem& problem = failure.problems().front();
      throw Failure(failure.code(), {problem.where + ": " + problem.why.at(1)});
    }
  });
}

using More = decltype(Noisy::more);

/// Checks that two ranks come to what one process does, and whether by whole batches.
void equals_one_process(const More& more, bool by_whole_batches) {
  const auto noisy = [&] {
    auto made = std::make_shared<Noisy>();
    made->more = more;
    return made;
  };
  TriedPhases known = tried(noisy());
  CHECK(known.draws("noisy, main, follow") ==
        std::vector<TriedPhases::Lengths>{{kRows / kRanks, kRows}});
  CHECK(known.needs_whole_batch("noisy, main, follow") == by_whole_batches);
  CHECK(known.failure().empty());
  const at::Tensor alone = trained(noisy(), nullptr, nullptr);
  const auto said = RankThreads(kRanks).run([&](RankGroup& ranks) {
    const at::Tensor weight = trained(noisy(), &ranks, &known);
    if (!weight.allclose(alone, 1e-5, 1e-6)) throw Failure(Exit::internal, {"other weights"});
  });
  CHECK(said == std::vector<std::string>{"", ""});
}

TEST_CASE("noise that is as long as a rank's rows by chance is no part of the batch's") {
  if (has_ranks()) equals_one_process(nullptr, false);
}

TEST_CASE("what is no mean over the rows of a batch is computed of whole ones, on every rank") {
  if (!has_ranks()) return;
  const std::vector<More> losses = {
      [](Noisy&, const at::Tensor& rows, const auto&) { return rows.var(0).sum(); },
      // In value it is a mean but for the square of the noise, in its gradient not.
      [](Noisy& one, const at::Tensor& rows, const auto&) {
        return (1 + rows - one.weight).mean(0).log().sum();
      },
      // Nothing beside the other loss.
      [](Noisy&, const at::Tensor& rows, const auto&) { return 1e-6 * rows.var(0).sum(); },
      // Says nothing, as long as it does not move.
      [](Noisy& one, const at::Tensor&, const auto&) { return (one.weight - 9).relu().sum(); },
      // Its backward reads what it keeps.
      [](Noisy& one, const at::Tensor& rows, const auto& batch) {
        one.kept.add_(batch.features().max());
        return (one.kept.clone()[0] * rows).mean();
      },
      [](Noisy&, const at::Tensor& rows, const auto& batch) {
        if (batch.labels.size(0) < kRows) throw std::runtime_error("too few rows");
        return rows.mean();
      }};
  for (const More& loss : losses) equals_one_process(loss, true);
}

TEST_CASE("what is one is shared: a further mean, and what nothing moves") {
  if (!has_ranks()) return;
  equals_one_process(
      [](Noisy&, const at::Tensor& rows, const auto&) { return rows.square().mean(); }, false);
  equals_one_process([](Noisy& one, const at::Tensor&, const auto&) { return one.kept.sum(); },
                     false);
}

TEST_CASE("a trial that ends early leaves nothing to be shared") {
  TriedPhases known(kRanks);
  const TrainingData data = eight_rows();
  RandomStreams streams(1);
  const auto noisy = std::make_shared<Noisy>();
  noisy->more = [](Noisy&, const at::Tensor&, const auto&) -> at::Tensor {
    throw std::runtime_error("no memory");
  };
  Trainer trainer("noisy", noisy, data, five_epochs(nullptr, &known), streams);
  CHECK_THROWS(trainer.try_phases());
  CHECK(known.needs_whole_batch("noisy, main, follow"));
}

TEST_CASE("losses and kept tensors that are not the same on all ranks end them with words") {
  if (!has_ranks()) return;
  const std::string extra =
      "1 /generator: rank 0 has the kept \"kept\" [2], rank 1 has the loss \"extra\"";
  CHECK(end_of_two([](Noisy& noisy) { noisy.has_extra = true; }) ==
        std::vector<std::string>{extra, extra});
  const std::string longer =
      "1 /generator: rank 0 has the kept \"kept\" [2], rank 1 has the kept \"kept\" [3]";
  CHECK(end_of_two([](Noisy& noisy) { noisy.kept = at::zeros({3}); }) ==
        std::vector<std::string>{longer, longer});
}

}  // namespace

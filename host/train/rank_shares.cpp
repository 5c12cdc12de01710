#include "host/train/rank_shares.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/ranks/equal_ranks.h"
#include "host/ranks/rank_sums.h"
#include "host/train/row_sampler.h"

namespace zeroth::host {
namespace {

[[noreturn]] void refuse_share(const plan::Stage& stage, std::int64_t rows, int ranks,
                               const std::string& how, const PluginPlace& owner) {
  throw Failure(Exit::bad_configuration,
                {fmt::format("batches of {} rows cannot be shared evenly by {} ranks", rows, ranks),
                 owner.where,
                 {how},
                 stage.batch ? "let the component's own batch be a multiple of the number of ranks"
                             : "let train.batch be a multiple of the number of ranks"});
}

}  // namespace

void check_shares(const plan::Schedule& schedule, const TrainSettings& settings,
                  const TrainingData& data, const std::string& training, const PluginPlace& owner) {
  if (!settings.ranks) return;
  for (const plan::Stage& one : schedule.stages) {
    const Sampling drawn = settings.sampling.value_or(one.sampling);
    const std::int64_t rows = rows_of_batch(data, one.batch.value_or(settings.batch), drawn);
    if (rows % settings.ranks->size() == 0) continue;
    const char* balanced = drawn == Sampling::balanced ? ", of as many rows of every class" : "";
    refuse_share(one, rows, settings.ranks->size(),
                 fmt::format("{}, stage {}{}", training, one.name, balanced), owner);
  }
}

NamedTensors kept_of_batches(Trainee& trainee, const std::vector<WeightAverage>& averages) {
  NamedTensors kept;
  for (NamedTensor& one : trainee.state()) {
    const auto follows = [&](const WeightAverage& average) { return average.writes(one.tensor); };
    if (!one.tensor.is_floating_point()) continue;
    if (std::none_of(averages.begin(), averages.end(), follows)) kept.push_back(std::move(one));
  }
  return kept;
}

void expect_same_exchange(RankGroup& ranks, const std::vector<Term>& terms,
                          const NamedTensors& kept, const PluginPlace& owner,
                          const std::string& when) {
  std::vector<std::string> lines;
  for (const Term& one : terms) lines.push_back(fmt::format("the loss \"{}\"", one.name));
  for (const NamedTensor& one : kept) {
    lines.push_back(
        fmt::format("the kept \"{}\" [{}]", one.name, fmt::join(one.tensor.sizes().vec(), ", ")));
  }
  expect_same_lines(ranks, lines, owner.where, when);
}

void average_over_ranks(RankGroup& ranks, const ActivePhase& active,
                        std::vector<at::Tensor>& gradients, const NamedTensors& kept) {
  average_gradients(ranks, gradients, active.parameters);
  std::vector<at::Tensor> tensors;
  for (const NamedTensor& one : kept) tensors.push_back(one.tensor);
  average_kept(ranks, tensors);
}

}  // namespace zeroth::host

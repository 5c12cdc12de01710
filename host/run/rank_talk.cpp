#include "host/run/rank_talk.h"

#include <fmt/format.h>
#include <torch/version.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "host/base/interrupt.h"
#include "host/data/content_hash.h"
#include "host/ranks/equal_ranks.h"
#include "host/ranks/rank_hello.h"
#include "host/ranks/rank_sums.h"
#include "host/ranks/sent_tensors.h"
#include "host/record/run_identity.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kIterationsBetweenLooks = 100;

/// In the order in which people ask.
Json hello_of(const RunRequest& request) {
  Json hello = {{"version of Zeroth", ZEROTH_VERSION},
                {"version of LibTorch", TORCH_VERSION},
                {"number of ranks", request.ranks->ranks},
                {"hash of the pipeline", pipeline_hash(request.pipeline)}};
  for (const auto& [id, file] : request.plugins) hello["hash of " + id] = file_hash(file);
  return hello;
}

std::int64_t seconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

void warn_of_clocks(RankGroup& ranks, Progress& progress) {
  std::vector<std::int64_t> seconds;
  for (const std::string& one : ranks.gather(std::to_string(seconds_now()))) {
    seconds.push_back(std::stoll(one));
  }
  const std::string warning = clock_warning(seconds);
  if (ranks.is_first() && !warning.empty()) progress.warning("warning: " + warning);
}

/// What a rank sees of its own part of the batches is its own.
bool is_alike(const NamedTensor& one) { return one.name.find("/gradients/") == std::string::npos; }

}  // namespace

void give_order(RankGroup& ranks, const RankOrder& order) {
  Json told = {{"kind", static_cast<int>(order.kind)},
               {"epoch", order.epoch},
               {"kept", static_cast<int>(order.kept)}};
  if (order.kind == RankOrder::Kind::train_part) told["record"] = order.record.to_json();
  if (order.kind == RankOrder::Kind::rows) told["rows"] = order.rows;
  ranks.from_first(told.dump());
}

RankOrder take_order(RankGroup& ranks) {
  const Json told = Json::parse(ranks.from_first(std::string()));
  RankOrder order{static_cast<RankOrder::Kind>(told.at("kind").get<int>())};
  order.epoch = told.at("epoch").get<std::int64_t>();
  order.kept = static_cast<KeptScores>(told.at("kept").get<int>());
  if (told.contains("record")) order.record = RunRecord::from_json(told.at("record"), "rank 0");
  order.rows = told.value("rows", Json());
  return order;
}

void meet(RankGroup& ranks, const RunRequest& request, Progress& progress) {
  expect_same(ranks.exchange("hello", hello_of(request).dump()), Exit::bad_configuration,
              "start all ranks with one installation of Zeroth and one command");
  ranks.connect();
  warn_of_clocks(ranks, progress);
}

void expect_same_data(RankGroup& ranks, const std::string& hash) {
  expect_same(ranks.gather(Json{{"hash of the data", hash}}.dump()), Exit::bad_data,
              "let all ranks read the same files");
}

void share_start(RankGroup& ranks, Session& session) {
  NamedTensors state = from_first_rank(ranks, session.state());
  if (!ranks.is_first()) session.restore(TensorMap(std::move(state)));
}

int agreed_signal(RankGroup* ranks) {
  const int own = InterruptGuard::pending();
  return ranks ? largest(*ranks, own) : own;
}

std::int64_t epochs_between_checkpoints(const Json& pipeline) {
  return pipeline.at("checkpoint").at("every").get<std::int64_t>();
}

bool saves_behind(const CompletedEpoch& completed, std::int64_t epochs, bool last) {
  return last || (epochs > 0 && completed.epoch % epochs == 0);
}

void RankWatch::look(const std::optional<CompletedEpoch>& completed) {
  if (!ranks_) return;
  ++iterations_;
  RunningRecipe& recipe = session_.recipe();
  const bool saves = completed && saves_behind(*completed, epochs_, recipe.finished());
  if (!saves && iterations_ != 1 && iterations_ % kIterationsBetweenLooks != 0) return;
  NamedTensors state;
  for (NamedTensor& one : session_.state()) {
    if (is_alike(one)) state.push_back(std::move(one));
  }
  expect_equal_ranks(*ranks_, state, fmt::format("iteration {}", recipe.iterations_in_all()));
}

}  // namespace zeroth::host

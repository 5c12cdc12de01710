#include "host/run/shared_rows.h"

#include <ATen/CPUGeneratorImpl.h>
#include <zeroth/calls.h>
#include <zeroth/host_side.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/ranks/equal_ranks.h"
#include "host/ranks/sent_tensors.h"
#include "host/run/rank_talk.h"

namespace zeroth::host {
namespace {

using host_side::OtherMakers;
using host_side::RowBlock;

struct Sharing {
  RankGroup& ranks;
  const MadeComponents& made;
  bool is_finished = true;  ///< nobody sends any more
};
std::optional<Sharing> sharing;

/// Who makes that block.
int maker_of(std::size_t block, const RankGroup& ranks) {
  return static_cast<int>(block % static_cast<std::size_t>(ranks.size()));
}

class OtherRanks : public OtherMakers {
 public:
  OtherRanks(RankGroup& ranks, std::size_t blocks) : ranks_(ranks), blocks_(blocks) {}

  bool take(std::size_t block, const at::Tensor& rows) override {
    const int maker = maker_of(block, ranks_);
    if (maker != 0) ranks_.to_first(maker, rows);
    // Once the last is under way: one that the first rank makes itself is nothing that others send.
    if (block + 1 == blocks_) sharing->is_finished = true;
    return maker != 0;
  }

 private:
  RankGroup& ranks_;
  std::size_t blocks_;
};

/// What decides which rows it makes.
void expect_equal(RankGroup& ranks, const Handle<Generator>& generator) {
  NamedTensors all = zeroth::parameters_of(generator);
  for (NamedTensor& one : zeroth::state_of(generator)) all.push_back(std::move(one));
  expect_equal_ranks(ranks, all, "where rows are synthesised");
}

/// Where the other ranks have the same generator; nothing where they have none.
std::optional<std::string> pointer_of(const Generator* generator, const MadeComponents& made) {
  for (const auto& [pointer, component] : made) {
    if (dynamic_cast<const Generator*>(component.component().get()) == generator) return pointer;
  }
  return std::nullopt;
}

Json to_json(const std::vector<RowBlock>& blocks) {
  Json all = Json::array();
  for (const RowBlock& one : blocks) all.push_back({one.first, one.count, one.seed});
  return all;
}

RowBlock block_from_json(const Json& block) {
  return {block.at(0).get<std::int64_t>(), block.at(1).get<std::int64_t>(),
          block.at(2).get<std::int64_t>()};
}

void expect_nothing_begun() {
  if (!sharing || sharing->is_finished) return;
  throw Failure(
      Exit::run_failed,
      {"rows that all ranks synthesise were given up",
       "",
       {"the other ranks still make theirs"},
       "let what is thrown while rows are synthesised leave the recipe, or run in one process"});
}

std::unique_ptr<OtherMakers> ask_others(const ClassRows& rows,
                                        const std::vector<RowBlock>& blocks) {
  const auto pointer = pointer_of(rows.generator.component().get(), sharing->made);
  if (!pointer) return nullptr;
  expect_nothing_begun();
  RankOrder order{RankOrder::Kind::rows};
  order.rows = {{"generator", *pointer},
                {"per_class", rows.per_class},
                {"features", rows.features},
                {"for_classifier", rows.for_classifier},
                {"blocks", to_json(blocks)}};
  give_order(sharing->ranks, order);
  expect_equal(sharing->ranks, rows.generator);
  from_first_rank(sharing->ranks, {{"attributes", rows.attributes}});
  sharing->is_finished = false;
  return std::make_unique<OtherRanks>(sharing->ranks, blocks.size());
}

Handle<Generator> generator_of(const MadeComponents& made, const Json& order) {
  const Handle<Component>& component = made.at(order.at("generator").get<std::string>());
  return {component.place(), std::dynamic_pointer_cast<Generator>(component.component())};
}

ClassRows rows_of_order(const MadeComponents& made, const Json& order) {
  ClassRows rows;
  rows.generator = generator_of(made, order);
  rows.per_class = order.at("per_class").get<std::int64_t>();
  rows.features = order.at("features").get<std::int64_t>();
  rows.for_classifier = order.at("for_classifier").get<bool>();
  return rows;
}

}  // namespace

SharedRows::SharedRows(RankGroup* ranks, const MadeComponents& made) {
  if (!ranks) return;
  sharing.emplace(Sharing{*ranks, made});
  host_side::services().other_makers = &ask_others;
}

SharedRows::~SharedRows() {
  host_side::services().other_makers = nullptr;
  sharing.reset();
}

void SharedRows::expect_finished() const { expect_nothing_begun(); }

void make_rows_of_order(RankGroup& ranks, const MadeComponents& made, const Json& order) {
  ClassRows rows = rows_of_order(made, order);
  expect_equal(ranks, rows.generator);
  rows.attributes = from_first_rank(ranks, {}).front().tensor;
  const at::Generator like = at::detail::createCPUGenerator();
  const Json& blocks = order.at("blocks");
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    if (maker_of(b, ranks) != ranks.place().rank) continue;
    ranks.to_first(ranks.place().rank,
                   host_side::rows_of(rows, block_from_json(blocks[b]), like).contiguous());
  }
}

}  // namespace zeroth::host

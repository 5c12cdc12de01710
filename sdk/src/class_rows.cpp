#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/randint.h>
#include <zeroth/abilities.h>
#include <zeroth/calls.h>
#include <zeroth/class_rows.h>
#include <zeroth/empty_rows.h>
#include <zeroth/error.h>
#include <zeroth/host_side.h>
#include <zeroth/long_work.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace zeroth {
namespace {

using host_side::RowBlock;

constexpr std::int64_t kSeeds = std::int64_t{1} << 53;
constexpr const char* kWork = "synthesising rows";

at::Tensor attributes_of(const ClassRows& rows, const RowBlock& block) {
  const at::Tensor numbers = at::arange(block.first, block.first + block.count,
                                        rows.attributes.options().dtype(at::kLong));
  return rows.attributes.index_select(0, numbers.floor_divide(rows.per_class));
}

at::Tensor made(const ClassRows& rows, const RowBlock& block, at::Generator rng) {
  const at::Tensor attributes = attributes_of(rows, block);
  if (!rows.for_classifier) {
    return sample(rows.generator, attributes, rows.features, std::move(rng));
  }
  const auto* draws = rows.generator.ability<ClassifierSamples>();
  if (!draws) throw Error(rows.generator.place().id + " draws nothing for a classifier");
  return samples_of_classes(rows.generator, *draws, attributes, std::move(rng));
}

/// With seeds where there are several.
std::vector<RowBlock> blocks_of(std::int64_t rows, const at::Generator& rng) {
  std::vector<RowBlock> all;
  for (std::int64_t first = 0; first < rows; first += kRowsAtATime) {
    all.push_back({first, std::min(kRowsAtATime, rows - first)});
  }
  if (all.size() < 2) return all;
  const auto options = at::TensorOptions(at::kLong).device(rng.device());
  const at::Tensor seeds =
      at::randint(kSeeds, {static_cast<std::int64_t>(all.size())}, rng, options).cpu();
  const auto* seed = seeds.data_ptr<std::int64_t>();
  for (RowBlock& block : all) block.seed = *seed++;
  return all;
}

at::Tensor place_of(const RowBlock& block, const at::Tensor& all) {
  return all.narrow(0, block.first, block.count);
}

std::unique_ptr<host_side::OtherMakers> other_makers(const ClassRows& rows,
                                                     const std::vector<RowBlock>& blocks) {
  const auto find = host_side::services().other_makers;
  return find ? find(rows, blocks) : nullptr;
}

}  // namespace

host_side::OtherMakers::~OtherMakers() = default;

at::Tensor host_side::rows_of(const ClassRows& rows, const RowBlock& block,
                              const at::Generator& like) {
  const at::NoGradGuard no_gradient;
  at::Generator own = like.clone();
  own.set_current_seed(static_cast<std::uint64_t>(block.seed));
  return made(rows, block, std::move(own));
}

at::Tensor make_rows(const ClassRows& rows, at::Generator rng) {
  const at::NoGradGuard no_gradient;
  const std::int64_t count = rows.attributes.size(0) * rows.per_class;
  const std::vector<RowBlock> blocks = blocks_of(count, rng);
  const bool is_one = blocks.size() == 1;  // with the caller's random numbers
  const auto others = is_one ? nullptr : other_makers(rows, blocks);
  at::Tensor all;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    say_progress(kWork, blocks[b].first, count);
    if (b > 0 && others && others->take(b, place_of(blocks[b], all))) continue;
    const at::Tensor own =
        is_one ? made(rows, blocks[b], rng) : host_side::rows_of(rows, blocks[b], rng);
    if (!all.defined()) all = empty_rows(count, own.size(1), own.options());
    place_of(blocks[b], all).copy_(own);
  }
  return all;
}

}  // namespace zeroth

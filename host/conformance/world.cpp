#include "host/conformance/world.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "host/data/memory_regions.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kTestRows = 200;
constexpr double kNoise = 0.3;

at::Tensor seen_classes() { return at::tensor({0, 2, 3, 5, 6, 8}, at::kLong); }
at::Tensor unseen_classes() { return at::tensor({1, 4, 7}, at::kLong); }

at::Tensor normal(std::int64_t rows, std::int64_t columns, at::Generator rng) {
  return at::randn({rows, columns}, std::move(rng), at::kFloat);
}

/// Scaled to unit norm along the last dimension.
at::Tensor unit(const at::Tensor& any) { return any / any.norm(2, {-1}, /*keepdim=*/true); }

/// Class of every row: 0 0 0 ... 1 1 1 ...
at::Tensor repeated(const at::Tensor& ids) {
  return ids.repeat_interleave(WorldSizes::rows_per_class);
}

at::Tensor rows_of(const at::Tensor& attributes, const at::Tensor& map, at::Generator rng) {
  const at::Tensor noise = normal(attributes.size(0), map.size(1), std::move(rng));
  return at::sigmoid(at::matmul(attributes - 0.5, map) + kNoise * noise);
}

/// Embeddings around some of the centres, and their logits.
Scores around(const at::Tensor& centres, const at::Tensor& classifier, const at::Tensor& labels,
              at::ScalarType dtype, at::Generator rng) {
  const at::Tensor embedding = at::index_select(centres, 0, labels) +
                               kNoise * normal(labels.size(0), centres.size(1), std::move(rng));
  return {at::matmul(embedding, classifier.t()).to(dtype), embedding.to(dtype)};
}

}  // namespace

at::Generator random_of(std::uint64_t seed) { return at::detail::createCPUGenerator(seed); }

TrainingData training_world(std::uint64_t seed, at::ScalarType dtype, UnseenPart unseen) {
  const at::Generator rng = random_of(seed);
  TrainingData data;
  data.classes.seen = seen_classes();
  data.classes.unseen = unseen_classes();
  at::Tensor attributes = at::rand({WorldSizes::classes, WorldSizes::attributes}, rng, at::kFloat);
  const auto describe = [&](const at::Tensor& ids, std::uint64_t by) {
    const auto drawn = at::rand({ids.size(0), WorldSizes::attributes}, random_of(by), at::kFloat);
    attributes.index_copy_(0, ids, drawn);
  };
  describe(data.classes.unseen.masked_select(data.classes.unseen.lt(WorldSizes::seen)),
           unseen.descriptors);
  describe(data.classes.unseen.masked_select(data.classes.unseen.ge(WorldSizes::seen)),
           unseen.beyond);
  const at::Tensor map = 2 * normal(WorldSizes::attributes, WorldSizes::features, rng);
  data.labels = repeated(data.classes.seen);
  data.positions = repeated(at::arange(WorldSizes::seen));
  const at::Tensor seen_rows = rows_of(at::index_select(attributes, 0, data.labels), map, rng);
  const at::Tensor behind =
      at::rand({3 * WorldSizes::rows_per_class, WorldSizes::features}, random_of(unseen.rows));
  data.samples =
      StoredSamples(at::cat({seen_rows, behind}).to(dtype).narrow(0, 0, seen_rows.size(0)));
  data.classes.attributes = attributes.to(dtype);
  return data;
}

TrainingData region_world(std::uint64_t seed) {
  using Size = WorldSizes;
  constexpr std::int64_t kImages = 20;
  const ExpertWorld experts = expert_world(seed, at::kFloat);
  TrainingData data;
  data.classes = experts.problem.classes;
  data.word_vectors = experts.problem.word_vectors;
  data.labels = data.classes.seen.repeat_interleave(kImages);
  data.positions = at::arange(Size::seen).repeat_interleave(kImages);
  const at::Tensor stored = experts.images.regions.transpose(1, 2).contiguous();  // [N,M,R]
  std::vector<float> values(stored.data_ptr<float>(), stored.data_ptr<float>() + stored.numel());
  std::vector<std::int64_t> images(static_cast<std::size_t>(data.rows()));
  std::iota(images.begin(), images.end(), 0);
  data.samples = StoredSamples(RegionRows(
      std::make_shared<MemoryRegions>(std::move(values), Size::channels, 2, Size::regions / 2),
      std::move(images)));
  return data;
}

ClassifierWorld classifier_world(std::uint64_t seed, std::int64_t rows_per_class) {
  constexpr std::int64_t kHeldOut = 20;
  const TrainingData data = training_world(seed, at::kFloat);
  const at::Tensor rows =
      data.samples.features().view({WorldSizes::seen, WorldSizes::rows_per_class, -1});
  const auto held_out = rows.narrow(1, WorldSizes::rows_per_class - kHeldOut, kHeldOut);
  const at::Tensor classes = at::arange(WorldSizes::seen);
  ClassifierWorld world;
  world.rows.features = rows.narrow(1, 0, rows_per_class).reshape({-1, WorldSizes::features});
  world.rows.targets = classes.repeat_interleave(rows_per_class);
  world.rows.outputs = WorldSizes::seen;
  world.rows.descriptors = at::index_select(data.classes.attributes, 0, data.classes.seen);
  world.rows.per_class = rows_per_class;
  world.held_out = held_out.transpose(0, 1).reshape({-1, WorldSizes::features});
  world.their_own = classes.repeat({kHeldOut});
  return world;
}

ClassifierWorld on_device(const ClassifierWorld& world, const at::Device& device) {
  ClassifierWorld moved = world;
  moved.rows.features = world.rows.features.to(device);
  moved.rows.targets = world.rows.targets.to(device);
  moved.rows.descriptors = world.rows.descriptors.to(device);
  moved.held_out = world.held_out.to(device);
  moved.their_own = world.their_own.to(device);
  return moved;
}

ExpertWorld expert_world(std::uint64_t seed, at::ScalarType dtype, bool zero_word) {
  using Size = WorldSizes;
  const at::Generator rng = random_of(seed);
  ExpertWorld world;
  RegionProblem& problem = world.problem;
  problem.word_vectors = unit(normal(Size::attributes, Size::word_vector, rng)).to(dtype);
  if (zero_word) problem.word_vectors[0].zero_();
  problem.classes.attributes = unit(normal(Size::classes, Size::attributes, rng).abs()).to(dtype);
  problem.classes.seen = seen_classes();
  problem.classes.unseen = unseen_classes();
  problem.channels = Size::channels;
  problem.regions = Size::regions;
  const at::Tensor rows = normal(kTestRows * Size::regions, Size::channels, rng).abs();
  world.images.regions = unit(rows).to(dtype).view({kTestRows, Size::regions, Size::channels});
  return world;
}

ScoreWorld on_device(const ScoreWorld& world, const at::Device& device) {
  const auto moved = [&](const Scores& scores) {
    return Scores{scores.logits.to(device), scores.embedding.to(device)};
  };
  return {moved(world.train), world.labels.to(device), moved(world.seen), moved(world.unseen)};
}

Head stand_in_head(const ScoreWorld& world) {
  const at::Tensor weight = world.train.embedding.narrow(0, 0, WorldSizes::seen);
  return {weight, at::zeros({WorldSizes::seen}, weight.options())};
}

ScoreWorld score_world(std::uint64_t seed, at::ScalarType dtype) {
  const at::Generator rng = random_of(seed);
  const auto directions = [&](std::int64_t count, double length) {
    return unit(normal(count, WorldSizes::embedding, rng)) * length;
  };
  const at::Tensor known = directions(WorldSizes::seen, 4.0);
  const at::Tensor others = directions(4 * WorldSizes::seen, 2.0);
  const at::Tensor train = repeated(at::arange(WorldSizes::seen));
  const at::Tensor row = at::arange(kTestRows);
  ScoreWorld world;
  world.labels = train;
  world.train = around(known, known, train, dtype, rng);
  world.seen = around(known, known, row.remainder(known.size(0)), dtype, rng);
  world.unseen = around(others, known, row.remainder(others.size(0)), dtype, rng);
  return world;
}

}  // namespace zeroth::host

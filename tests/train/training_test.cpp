#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "host/train/batch_source.h"
#include "host/train/mean_values.h"
#include "host/train/random_streams.h"
#include "host/train/restore.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;
using zeroth::TensorMap;

namespace {

TrainingData ten_rows() {
  TrainingData data;
  data.samples = StoredSamples(at::arange(10, at::kFloat).unsqueeze(1));
  data.classes = {normal({3, 2}, 1).to(at::kFloat), at::tensor({0, 2}, at::kLong),
                  at::tensor({1}, at::kLong)};
  data.positions = at::arange(10).remainder(2);
  data.labels = data.classes.seen.index_select(0, data.positions);
  return data;
}

}  // namespace

TEST_CASE("streams: depend on seed and name only, and continue where they were saved") {
  const auto draw = [](at::Generator rng) {
    return to_row(at::empty({5}, at::kDouble).normal_(0, 1, rng));
  };
  RandomStreams one(3), two(3), other(4);
  one.stream("unrelated");
  CHECK(draw(one.stream("a")) == draw(two.stream("a")));
  CHECK(draw(one.stream("b")) != draw(other.stream("b")));
  CHECK(draw(one.stream("c")) != draw(one.stream("d")));
  CHECK(draw(one.fresh("e")) == draw(one.fresh("e")));
  const zeroth::NamedTensors saved = one.state();
  const auto next = draw(one.stream("a"));
  RandomStreams restored(3);
  for (const std::string name : {"unrelated", "a", "b", "c", "d"}) restored.stream(name);
  restored.restore(TensorMap(saved));
  CHECK(draw(restored.stream("a")) == next);
}

zeroth::SeenBatch drawn(BatchSource& batches) {
  batches.draw();
  return batches.part({});
}

TEST_CASE("batches: an epoch takes every row once, the incomplete rest is dropped") {
  const TrainingData data = ten_rows();
  BatchSource batches(data, 3, zeroth::Sampling::epoch, at::detail::createCPUGenerator(1));
  CHECK(batches_per_epoch(data.rows(), 3, zeroth::Sampling::epoch) == 3);
  std::vector<double> rows;
  for (int i = 0; i < 3; ++i) {
    for (const double row : to_row(drawn(batches).features())) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end());
  CHECK(std::adjacent_find(rows.begin(), rows.end()) == rows.end());
}

TEST_CASE("batches: independent ones cover the data in number, labels and attributes fit") {
  const TrainingData data = ten_rows();
  BatchSource batches(data, 4, zeroth::Sampling::independent, at::detail::createCPUGenerator(1));
  CHECK(batches_per_epoch(data.rows(), 4, zeroth::Sampling::independent) == 3);
  const zeroth::SeenBatch batch = drawn(batches);
  for (std::int64_t i = 0; i < 4; ++i) {
    const auto row = batch.features()[i].item<std::int64_t>();
    CHECK(batch.labels[i].item<std::int64_t>() == data.labels[row].item<std::int64_t>());
    CHECK(batch.attributes[i].equal(data.classes.attributes[batch.labels[i].item<std::int64_t>()]));
  }
  BatchSource all(data, 99, zeroth::Sampling::independent, at::detail::createCPUGenerator(1));
  CHECK(drawn(all).features().size(0) == 10);
}

TEST_CASE("batches: parts of one that is held are those that other processes hold") {
  const TrainingData data = ten_rows();
  const auto source = [&](const BatchPart& held) {
    return BatchSource(data, 4, zeroth::Sampling::epoch, at::detail::createCPUGenerator(1), held);
  };
  BatchSource whole = source({}), second = source({1, 2});
  for (int i = 0; i < 2; ++i) {
    whole.draw();
    second.draw();
    const zeroth::SeenBatch cut = whole.part({1, 2}), held = second.part({1, 2});
    CHECK(cut.features().equal(held.features()));
    CHECK(cut.labels.equal(held.labels));
    CHECK(cut.positions.equal(held.positions));
    CHECK(cut.attributes.equal(held.attributes));
    CHECK(whole.rows_of({1, 2}).equal(second.rows_of({1, 2})));
    CHECK(whole.part({}).features().narrow(0, 2, 2).equal(held.features()));
  }
}

TEST_CASE("restore: what does not fit is named") {
  const at::Tensor a = normal({2}, 1);
  CHECK(message_of([&] {
          restore_in_place({{"a", a}}, TensorMap());
        }) ==
        "error: the checkpoint does not fit: tensor \"a\" is missing\n"
        "  fix    resume with the pipeline that wrote it");
  CHECK(message_of([&] {
          restore_in_place({{"a", a}}, TensorMap({{"a", normal({3}, 1)}}));
        }).find("has another shape or type") != std::string::npos);
}

TEST_CASE("means: in the order of first use, and they start over") {
  MeanValues means;
  means.add("b", 1);
  means.add("a", 5);
  means.add("b", 2);
  const auto taken = means.take();
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].name == "b");
  CHECK(taken[0].mean == 1.5);
  CHECK(means.take().empty());
}

TEST_CASE("means: what is saved goes on to the same doubles, names and order included") {
  MeanValues whole_epoch, first, second;
  const auto add = [](MeanValues& means, int from, int to) {
    for (int i = from; i < to; ++i) means.add(i % 3 == 0 ? "a/b" : "c", 0.1 * i);
  };
  add(whole_epoch, 0, 20);
  add(first, 0, 7);
  second.restore(TensorMap(first.state("x/means/")), "x/means/");
  add(second, 7, 20);
  const auto want = whole_epoch.take(), got = second.take();
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    CHECK(got[i].name == want[i].name);
    CHECK(got[i].mean == want[i].mean);
  }
}

TEST_CASE("means: what is no mean is refused") {
  const auto refusal = [](const at::Tensor& pair, const std::string& name = "x/0/a") {
    MeanValues means;
    return message_of([&] { means.restore(TensorMap({{name, pair}}), "x/"); });
  };
  const std::string want =
      "error: the checkpoint is damaged: tensor \"x/0/a\" is no running mean\n"
      "  fix    put an earlier copy in its place, or start the run again with `zeroth run`";
  CHECK(refusal(at::tensor({1.0, 2.0}, at::kDouble)).empty());
  CHECK(refusal(at::tensor({1.0, 0.0}, at::kDouble)) == want);
  CHECK(refusal(at::tensor({1.0, 1.5}, at::kDouble)) == want);
  CHECK(refusal(at::tensor({1.0}, at::kDouble)) == want);
  CHECK(refusal(at::tensor({1.0, 2.0}, at::kFloat)) == want);
  CHECK(!refusal(at::tensor({1.0, 2.0}, at::kDouble), "x/1/a").empty());
  CHECK(!refusal(at::tensor({1.0, 2.0}, at::kDouble), "x/a").empty());
}

TEST_CASE("streams: what is no state of a generator is refused") {
  RandomStreams streams(1);
  streams.stream("a");
  const at::Tensor good = streams.state()[0].tensor;
  const auto refusal = [&](const at::Tensor& state) {
    return message_of([&] { streams.restore(TensorMap({{"random/a", state}})); });
  };
  const std::string want =
      "error: the checkpoint is damaged: tensor \"random/a\" is no state of this device's random "
      "generator\n"
      "  fix    put an earlier copy in its place, or start the run again with `zeroth run`";
  CHECK(refusal(good).empty());
  CHECK(refusal(good.narrow(0, 0, 16)) == want);
  CHECK(refusal(good.to(at::kLong)) == want);
  CHECK(refusal(at::zeros_like(good)) == want);
  CHECK(message_of([&] {
          streams.restore(TensorMap({{"random/b", good}}));
        }) ==
        "error: the checkpoint is damaged: tensor \"random/a\" is missing\n"
        "  fix    put an earlier copy in its place, or start the run again with `zeroth run`");
}

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "host/train/batch_source.h"
#include "host/train/mean_values.h"
#include "host/train/random_streams.h"
#include "host/train/restore.h"
#include "host/train/safetensors.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;
using zeroth::TensorMap;

namespace {

TrainingData ten_rows() {
  TrainingData data;
  data.features = at::arange(10, at::kFloat).unsqueeze(1);
  data.classes = {normal({3, 2}, 1).to(at::kFloat), at::tensor({0, 2}, at::kLong),
                  at::tensor({1}, at::kLong)};
  data.positions = at::arange(10).remainder(2);
  data.labels = data.classes.seen.index_select(0, data.positions);
  return data;
}

TensorFile example() {
  return {{{"a", normal({2, 3}, 1)},
           {"b", at::tensor({1, 2}, at::kLong)},
           {"c", at::empty({0}, at::kFloat)}},
          {{"record", "text"}}};
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
  restored.restore(TensorMap(saved));
  CHECK(draw(restored.stream("a")) == next);
}

TEST_CASE("batches: an epoch takes every row once, the incomplete rest is dropped") {
  const TrainingData data = ten_rows();
  BatchSource batches(data, 3, zeroth::Sampling::epoch, at::detail::createCPUGenerator(1));
  CHECK(batches.batches_per_epoch() == 3);
  std::vector<double> rows;
  for (int i = 0; i < 3; ++i) {
    for (const double row : to_row(batches.next().features)) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end());
  CHECK(std::adjacent_find(rows.begin(), rows.end()) == rows.end());
}

TEST_CASE("batches: independent ones cover the data in number, labels and attributes fit") {
  const TrainingData data = ten_rows();
  BatchSource batches(data, 4, zeroth::Sampling::independent, at::detail::createCPUGenerator(1));
  CHECK(batches.batches_per_epoch() == 3);
  const zeroth::SeenBatch batch = batches.next();
  for (std::int64_t i = 0; i < 4; ++i) {
    const auto row = batch.features[i].item<std::int64_t>();
    CHECK(batch.labels[i].item<std::int64_t>() == data.labels[row].item<std::int64_t>());
    CHECK(batch.attributes[i].equal(data.classes.attributes[batch.labels[i].item<std::int64_t>()]));
  }
  CHECK(BatchSource(data, 99, zeroth::Sampling::independent, at::detail::createCPUGenerator(1))
            .next()
            .features.size(0) == 10);
}

TEST_CASE("safetensors: written and read back") {
  const Folder folder;
  write_safetensors(folder / "x.safetensors", example());
  const TensorFile back = read_safetensors(folder / "x.safetensors");
  CHECK(back.metadata.at("record") == "text");
  REQUIRE(back.tensors.size() == 3);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(back.tensors[i].tensor.equal(example().tensors[i].tensor));
}

TEST_CASE("safetensors: every truncation and many flipped bytes are refused or harmless") {
  const Folder folder;
  write_safetensors(folder / "x", example());
  std::ifstream stream(folder / "x", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)),
                          std::istreambuf_iterator<char>());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK(exit_of([&] { read_safetensors(folder.write("cut", bytes.substr(0, size))); }) ==
          Exit::bad_data);
  }
  for (std::size_t at = 0; at < 300 && at < bytes.size(); ++at) {
    std::string wild = bytes;
    wild[at] = static_cast<char>(wild[at] ^ 0x15);
    const Exit exit = exit_of([&] { read_safetensors(folder.write("wild", wild)); });
    CHECK((exit == Exit::ok || exit == Exit::bad_data));
  }
  CHECK(exit_of([&] { read_safetensors(folder / "absent"); }) == Exit::no_input);
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

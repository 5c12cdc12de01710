#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/randint.h>
#include <doctest/doctest.h>
#include <zeroth/class_rows.h>
#include <zeroth/host_side.h>

#include <memory>
#include <utility>

#include "tests/support/noisy_generator.h"

using namespace zeroth;

namespace {

at::Generator seeded() { return at::detail::createCPUGenerator(7); }

at::Tensor three_classes() { return at::arange(3, at::kFloat).mul_(100).unsqueeze(1); }

template <class Made>
ClassRows rows_of(const std::shared_ptr<Made>& made, std::int64_t per_class) {
  return {Handle<Generator>({"generator.noisy", "/generator"}, made), three_classes(), per_class,
          2};
}

/// One class after the other, and whichever row: the noise alone.
at::Tensor noise_of(const at::Tensor& rows, std::int64_t per_class) {
  return rows.view({3, per_class, -1}) - three_classes().unsqueeze(2);
}

}  // namespace

TEST_CASE("few rows come of one call, with the caller's random numbers") {
  const auto made = std::make_shared<NoisyGenerator>();
  const at::Tensor rows = make_rows(rows_of(made, 4), seeded());
  CHECK(made->calls == std::vector<std::int64_t>{12});
  const at::Tensor attributes = three_classes().repeat_interleave(4, 0);
  CHECK(rows.equal(NoisyGenerator().sample(attributes, seeded())));
}

TEST_CASE("many rows come in blocks with seeds of their own, in the order of the classes") {
  const auto made = std::make_shared<NoisyGenerator>();
  const at::Tensor rows = make_rows(rows_of(made, 1500), seeded());
  CHECK(made->calls == std::vector<std::int64_t>{2048, 2048, 404});
  const at::Tensor noise = noise_of(rows, 1500);
  CHECK(noise.abs().max().item<float>() < 7);
  CHECK(noise.std().item<float>() == doctest::Approx(1).epsilon(0.03));

  const at::Tensor attributes = three_classes().repeat_interleave(1500, 0);
  const at::Tensor seeds = at::randint(std::int64_t{1} << 53, {3}, seeded(), at::kLong);
  std::vector<at::Tensor> expected;
  for (std::int64_t b = 0; b < 3; ++b) {
    const auto seed = static_cast<std::uint64_t>(seeds[b].item<std::int64_t>());
    expected.push_back(NoisyGenerator().sample(attributes.slice(0, b * 2048, (b + 1) * 2048),
                                               at::detail::createCPUGenerator(seed)));
  }
  CHECK(rows.equal(at::cat(expected)));
}

TEST_CASE("rows for a classifier are drawn by the generator that can") {
  const at::Tensor two = make_rows(rows_of(std::make_shared<NoisyCodes>(), 5), seeded());
  CHECK(two.sizes() == at::IntArrayRef{15, 2});
  ClassRows rows = rows_of(std::make_shared<NoisyCodes>(), 1000);
  rows.for_classifier = true;
  const at::Tensor drawn = make_rows(rows, seeded());
  CHECK(drawn.sizes() == at::IntArrayRef{3000, 1});
  CHECK(noise_of(drawn, 1000).abs().max().item<float>() < 7);
  rows.generator = Handle<Generator>({"generator.noisy", ""}, std::make_shared<NoisyGenerator>());
  CHECK_THROWS_WITH_AS(make_rows(rows, seeded()), "generator.noisy draws nothing for a classifier",
                       Error);
}

TEST_CASE("no rows are nothing") {
  CHECK(!make_rows(rows_of(std::make_shared<NoisyGenerator>(), 0), seeded()).defined());
}

namespace {

/// Makes every second block, and says what it was asked for.
class SecondMaker final : public host_side::OtherMakers {
 public:
  SecondMaker(ClassRows rows, std::vector<host_side::RowBlock> blocks)
      : rows_(std::move(rows)), blocks_(std::move(blocks)) {}
  bool take(std::size_t block, const at::Tensor& rows) override {
    if (block % 2 == 0) return false;
    rows.copy_(host_side::rows_of(rows_, blocks_[block], seeded()));
    return true;
  }

 private:
  ClassRows rows_;
  std::vector<host_side::RowBlock> blocks_;
};

std::unique_ptr<host_side::OtherMakers> second_maker(
    const ClassRows& rows, const std::vector<host_side::RowBlock>& blocks) {
  ClassRows own = rows;
  own.generator = Handle<Generator>({"generator.noisy", ""}, std::make_shared<NoisyGenerator>());
  return std::make_unique<SecondMaker>(std::move(own), blocks);
}

}  // namespace

TEST_CASE("whoever makes a block, the bits are the same") {
  const at::Tensor alone = make_rows(rows_of(std::make_shared<NoisyGenerator>(), 2000), seeded());
  host_side::services().other_makers = &second_maker;
  const auto made = std::make_shared<NoisyGenerator>();
  const at::Tensor shared = make_rows(rows_of(made, 2000), seeded());
  host_side::services().other_makers = nullptr;
  CHECK(made->calls == std::vector<std::int64_t>{2048, 1904});
  CHECK(shared.equal(alone));
}

#include "host/train/trainer.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;

namespace {

/// One weight [2] that is pulled to zero. Its schedule is the test's.
class Toy final : public zeroth::Trainable {
 public:
  Toy() {
    course.optimisers.resize(1);
    course.optimisers[0].name = "only";
    course.optimisers[0].parameters = {"weight"};
    course.optimisers[0].learning_rate = 0.1;
    course.phases = {{"pull", {"only"}}};
    course.stages.resize(1);
    course.stages[0].name = "main";
    course.stages[0].passes = {{{1, {"pull"}}}};
  }
  void build(const zeroth::Sizes&, at::Generator) override {}
  zeroth::NamedTensors parameters() override { return {{"weight", weight}}; }
  zeroth::NamedTensors state() override { return {{"average.weight", average}}; }
  zeroth::Schedule schedule() const override { return course; }
  at::Tensor loss(const std::string&, const zeroth::SeenBatch&, at::Generator) override {
    return factor * weight.square().sum();
  }

  at::Tensor weight = at::ones({2}), average = at::full({2}, 5.0);
  double factor = 1.0;
  zeroth::Schedule course;
};

TrainingData four_rows() {
  TrainingData data;
  data.features = at::ones({4, 1});
  data.classes = {at::ones({2, 1}), at::tensor({0}, at::kLong), at::tensor({1}, at::kLong)};
  data.positions = at::arange(4).fill_(0);
  data.labels = data.positions;
  return data;
}

struct Course {
  explicit Course(const std::shared_ptr<Toy>& toy, std::int64_t gradients_every = 0)
      : trainer("toy", Handle<zeroth::Trainable>({"generator.toy", "/generator"}, toy), data,
                {/*epochs=*/3, /*batch=*/2, 0, {}, gradients_every}, streams) {}
  TrainingData data = four_rows();
  RandomStreams streams{1};
  Trainer trainer;
};

std::string refusal(const std::shared_ptr<Toy>& toy) {
  return message_of([&] { Course course(toy); });
}

const std::string kRefused =
    "error: generator.toy declares a schedule that cannot be run\n  where  /generator\n  why    ";
const std::string kCorrect = "\n  fix    correct its schedule()";

}  // namespace

TEST_CASE("trainer: what a schedule gets wrong is told") {
  auto toy = std::make_shared<Toy>();
  toy->course.stages.clear();
  CHECK(refusal(toy) == kRefused + "it has no stage" + kCorrect);
  toy = std::make_shared<Toy>();
  toy->course.phases[0].steps = {"other"};
  CHECK(refusal(toy) ==
        kRefused + "it uses the optimiser \"other\", which is not declared" + kCorrect);
  toy = std::make_shared<Toy>();
  toy->course.optimisers[0].parameters = {"bias"};
  CHECK(refusal(toy) == kRefused + "optimiser \"only\" moves no parameter" + kCorrect);
  toy = std::make_shared<Toy>();
  toy->course.stages[0].passes[0][0].phases = {"push"};
  CHECK(refusal(toy) ==
        kRefused + "a round names the phase \"push\", which is not declared" + kCorrect);
  toy = std::make_shared<Toy>();
  toy->course.averages = {{"only", 0.9, "mean."}};
  CHECK(refusal(toy) ==
        kRefused + "its state() has no average \"mean.weight\" of that shape" + kCorrect);
}

TEST_CASE("trainer: averages start at the parameters and follow every step") {
  auto toy = std::make_shared<Toy>();
  toy->course.averages = {{"only", 0.75}};
  Course course(toy);
  CHECK(to_row(toy->average) == to_row(toy->weight));
  double expected = 1.0;
  while (!course.trainer.finished()) {
    course.trainer.step();
    expected = 0.75 * expected + 0.25 * toy->weight[0].item<double>();
    CHECK(toy->average[0].item<double>() == doctest::Approx(expected));
  }
  CHECK(toy->weight[0].item<double>() < 0.5);
}

TEST_CASE("trainer: the gradient of each loss is measured as often as asked, and moves nothing") {
  auto measured = std::make_shared<Toy>(), plain = std::make_shared<Toy>();
  Course course(measured, /*gradients_every=*/2), other(plain);
  course.trainer.step();
  course.trainer.step();  // an epoch has two iterations, of which the first is looked at
  const auto norms = course.trainer.take_gradient_norms();
  REQUIRE(norms.size() == 1);
  CHECK(norms[0].name == "pull/only");
  CHECK(norms[0].mean == doctest::Approx(2.0 * std::sqrt(2.0)));  // of the square of (1, 1)
  other.trainer.step();
  other.trainer.step();
  CHECK(other.trainer.take_gradient_norms().empty());
  CHECK(to_row(measured->weight) == to_row(plain->weight));
}

TEST_CASE("trainer: a loss that is not finite names phase, step and parameter") {
  auto toy = std::make_shared<Toy>();
  Course course(toy);
  course.trainer.step();
  toy->factor = std::numeric_limits<double>::quiet_NaN();
  const std::string place =
      "  where  /generator\n  why    phase pull, stage main, epoch 1, iteration 2\n";
  CHECK(message_of([&] { course.trainer.step(); }) ==
        "error: the loss \"pull\" became nan\n" + place +
            "         every parameter is finite: the loss itself is not\n"
            "  fix    lower the learning rate; the last checkpoint was kept");
  toy->weight[1] = std::numeric_limits<float>::infinity();
  CHECK(message_of([&] { course.trainer.step(); }) ==
        "error: the loss \"pull\" became nan\n" + place +
            "         the parameter \"weight\" is not finite any more\n"
            "  fix    lower the learning rate; the last checkpoint was kept");
}

TEST_CASE("trainer: an epoch does not end with a parameter that is not finite") {
  auto toy = std::make_shared<Toy>();
  toy->course.optimisers[0].learning_rate = std::numeric_limits<double>::infinity();
  toy->course.stages[0].batch = 4;  // one iteration: no further loss would notice
  Course course(toy);
  CHECK(message_of([&] { course.trainer.step(); }) ==
        "error: the training diverged\n  where  /generator\n  why    stage main, epoch 1, "
        "iteration 1\n"
        "         the parameter \"weight\" is not finite any more\n"
        "  fix    lower the learning rate; the last checkpoint was kept");
}

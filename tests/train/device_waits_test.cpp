#include <ATen/ops/arange.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>

#include <limits>

#include "host/device/device.h"
#include "host/device/simulated_device.h"
#include "host/train/trainer.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;

namespace {

// Before the first backward pass of the process.
const at::Device kAway = simulated_device();

/// Two phases a round, a term of its own each, on whatever device its weight is.
class TwoPhases final : public Trainee {
 public:
  explicit TwoPhases(const at::Device& device) : weight_(at::ones({2}, device)) {
    course_.optimisers.resize(1);
    course_.optimisers[0].name = "only";
    course_.optimisers[0].parameters = {"weight"};
    course_.optimisers[0].learning_rate = 0.1;
    course_.phases = {{"pull", {"only"}}, {"push", {"only"}}};
    course_.stages.resize(1);
    course_.stages[0].name = "main";
    course_.stages[0].passes = {{{1, {"pull", "push"}}}};
  }
  const PluginPlace& place() const override { return place_; }
  zeroth::NamedTensors parameters() override { return {{"weight", weight_}}; }
  zeroth::NamedTensors state() override { return {}; }
  zeroth::plan::Schedule schedule() override { return course_; }
  std::vector<zeroth::Term> terms(const std::string& phase, const zeroth::SeenBatch& batch,
                                  at::Generator) override {
    const at::Tensor loss = weight_.sub(batch.features().mean()).square().sum();
    return {{phase, phase == "push" ? loss.mul(factor) : loss.mul(0.3)}};
  }

  double factor = 0.7;

 private:
  at::Tensor weight_;
  zeroth::plan::Schedule course_;
  PluginPlace place_{"generator.two-phases", "/generator"};
};

struct CourseAway {
  explicit CourseAway(const at::Device& device, std::int64_t rows = 8)
      : two(std::make_shared<TwoPhases>(device)), streams(1, device) {
    data.samples = StoredSamples(at::arange(rows, at::kFloat).unsqueeze(1));
    data.classes = {at::ones({2, 1}), at::tensor({0}, at::kLong), at::tensor({1}, at::kLong)};
    data.positions = at::arange(rows).fill_(0);
    data.labels = data.positions;
    data = on_device(std::move(data), device);
    settings.epochs = 2;
    settings.batch = 2;
    trainer = std::make_unique<Trainer>("two", two, data, settings, streams);
  }
  /// How often it waits in a whole epoch, its means taken.
  std::int64_t waits_of_epoch() {
    const std::int64_t before = waits_for_simulated_device();
    while (!trainer->step()) continue;
    trainer->take_means();
    return waits_for_simulated_device() - before;
  }

  std::shared_ptr<TwoPhases> two;
  TrainingData data;
  RandomStreams streams;
  TrainSettings settings;
  std::unique_ptr<Trainer> trainer;
};

std::vector<double> means_of(Trainer& trainer) {
  std::vector<double> all;
  for (const NamedMean& one : trainer.take_means()) all.push_back(one.mean);
  return all;
}

}  // namespace

TEST_CASE("trainer: waits for a device are those of an epoch, however many iterations it has") {
  CourseAway few(kAway, 4), many(kAway, 40);
  CHECK(few.trainer->iterations_per_epoch() == 2);
  CHECK(many.trainer->iterations_per_epoch() == 20);
  // The sums of the losses, and whether the parameters are finite.
  CHECK(few.waits_of_epoch() == 2);
  CHECK(many.waits_of_epoch() == 2);
}

TEST_CASE("trainer: what a device sums is what the CPU sums, stopped in the middle or not") {
  CourseAway here(at::kCPU), there(kAway), stopped(kAway), resumed(kAway);
  for (int i = 0; i < 4; ++i) here.trainer->step();
  for (int i = 0; i < 4; ++i) there.trainer->step();
  for (int i = 0; i < 2; ++i) stopped.trainer->step();
  resumed.trainer->restore(zeroth::TensorMap(stopped.trainer->state()));
  resumed.streams.restore(zeroth::TensorMap(stopped.streams.state()));
  for (int i = 0; i < 2; ++i) resumed.trainer->step();
  const std::vector<double> whole = means_of(*there.trainer), cpu = means_of(*here.trainer);
  REQUIRE(whole.size() == 2);
  CHECK(means_of(*resumed.trainer) == whole);
  for (std::size_t i = 0; i < 2; ++i) CHECK(whole[i] == doctest::Approx(cpu[i]).epsilon(1e-5));
}

TEST_CASE(
    "trainer: a loss on a device that is not finite ends the epoch, and no checkpoint gets it") {
  const std::string told =
      "error: the loss \"push\" became nan\n  where  /generator\n"
      "  why    phase push, stage main, epoch 2, in one of its iterations\n"
      "         the parameter \"weight\" is not finite any more\n"
      "  fix    lower the learning rate; the last checkpoint was kept";
  CourseAway course(kAway), saved(kAway);
  for (CourseAway* one : {&course, &saved}) {
    one->waits_of_epoch();
    one->two->factor = std::numeric_limits<double>::quiet_NaN();
    one->trainer->step();  // nobody looks yet
  }
  CHECK(message_of([&] {
          while (!course.trainer->step()) continue;
        }).find("error: the loss \"") == 0);
  CHECK(message_of([&] { saved.trainer->state(); }) == told);
}

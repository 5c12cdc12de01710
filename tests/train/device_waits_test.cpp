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
#include "tests/train/one_round.h"

using namespace zeroth::host;

namespace {

// Before the first backward pass of the process.
const at::Device kAway = simulated_device();

/// Two phases a round, a term of its own each, on whatever device its weight is.
class TwoPhases final : public Trainee {
 public:
  explicit TwoPhases(const at::Device& device, double clip = 0) : weight_(at::ones({2}, device)) {
    course_.optimisers[0].clip = clip;
  }
  const PluginPlace& place() const override { return place_; }
  zeroth::NamedTensors parameters() override { return {{"weight", weight_}}; }
  zeroth::NamedTensors state() override { return {}; }
  zeroth::plan::Schedule schedule() override { return course_; }
  std::vector<zeroth::Term> terms(const std::string& phase, const zeroth::SeenBatch& batch,
                                  at::Generator) override {
    at::Tensor loss = weight_.sub(batch.features().mean()).square().sum();
    if (asks && phase == "pull") loss = loss.mul(loss.item<double>());
    if (grows && phase == "push") loss = loss.mul(1 + batch.progress.done());
    return {{phase, phase == "push" ? loss.mul(factor) : loss.mul(0.3)}};
  }

  std::vector<std::string> dynamic_phases() override { return dynamic; }

  double factor = 0.7;
  bool asks = false, grows = false;
  std::vector<std::string> dynamic;

 private:
  at::Tensor weight_;
  zeroth::plan::Schedule course_ = one_round({"pull", "push"});
  PluginPlace place_{"generator.two-phases", "/generator"};
};

struct CourseAway {
  explicit CourseAway(const at::Device& device, std::int64_t rows = 8, double clip = 0)
      : two(std::make_shared<TwoPhases>(device, clip)), streams(1, device) {
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

TEST_CASE("trainer: gradients are clipped on a device without a wait, to the CPU's length") {
  for (const double clip : {0.5, 1e6}) {
    CAPTURE(clip);
    CourseAway here(at::kCPU, 8, clip), there(kAway, 8, clip);
    CHECK(there.waits_of_epoch() == 2);
    here.waits_of_epoch();
    const at::Tensor want = here.two->parameters()[0].tensor;
    CHECK(there.two->parameters()[0].tensor.cpu().sub(want).abs().max().item<double>() < 1e-5);
  }
  CourseAway free(at::kCPU), held(at::kCPU, 8, 0.5);  // the first two do differ
  free.waits_of_epoch();
  held.waits_of_epoch();
  CHECK_FALSE(free.two->parameters()[0].tensor.equal(held.two->parameters()[0].tensor));
}

TEST_CASE("trainer: a rehearsal on the simulated device tells phases that are always the same") {
  const auto told = [](bool asks, bool grows, std::vector<std::string> dynamic) {
    CourseAway course(kAway);
    course.two->asks = asks;
    course.two->grows = grows;
    course.two->dynamic = std::move(dynamic);
    std::vector<std::string> all;
    const std::vector<RehearsedStage> stages = course.trainer->rehearse(1);
    for (const RehearsedPhase& phase : stages.at(0).phases) {
      all.push_back(phase.name);
      all.insert(all.end(), phase.why.begin(), phase.why.end());
    }
    return all;
  };
  using Told = std::vector<std::string>;
  CHECK(told(false, false, {}) == Told{"pull", "push"});
  CHECK(told(true, true, {}) ==
        Told{"pull", "generator.two-phases waits for the device: aten::_local_scalar_dense",
             "generator.two-phases computes otherwise in a later iteration: aten::mul reads other "
             "sizes or numbers",
             "push",
             "generator.two-phases computes otherwise in a later iteration: aten::mul reads other "
             "sizes or numbers"});
  CHECK(told(false, false, {"push"}) ==
        Told{"pull", "push", "generator.two-phases declares it dynamic"});
  CourseAway here(at::kCPU), untimed(kAway);
  CHECK(here.trainer->rehearse(1).at(0).phases.empty());
  CHECK(untimed.trainer->rehearse(0).at(0).phases.empty());
}

TEST_CASE("trainer: a dynamic phase that is none is refused") {
  CourseAway course(at::kCPU);
  const auto two = std::make_shared<TwoPhases>(at::kCPU);
  two->dynamic = {"pull", "shove"};
  CHECK(message_of(
            [&] { Trainer trainer("two", two, course.data, course.settings, course.streams); }) ==
        "error: generator.two-phases declares a schedule that cannot be run\n"
        "  where  /generator\n"
        "  why    dynamic_phases() names \"shove\", and there is no such phase\n"
        "  fix    correct its schedule()");
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

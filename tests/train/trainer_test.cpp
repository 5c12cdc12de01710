#include "host/train/trainer.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "host/train/optimiser_change.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"
#include "tests/train/one_round.h"

using namespace zeroth::host;
using zeroth::Term;

namespace {

/// One weight [2] that is pulled to zero. Its schedule is the test's.
class Toy final : public Trainee {
 public:
  const PluginPlace& place() const override { return place_; }
  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors all = {{"weight", weight}};
    if (has_other) all.push_back({"other", other});
    return all;
  }
  zeroth::NamedTensors state() override { return {{"average.weight", average}}; }
  zeroth::plan::Schedule schedule() override { return course; }
  std::vector<Term> terms(const std::string& phase, const zeroth::SeenBatch& batch,
                          at::Generator) override {
    seen.push_back(batch.progress);
    drawn.push_back(batch.features().clone());
    positions.push_back(batch.positions.clone());
    const at::Tensor read = reads_weight ? weight : weight.detach();
    return {{phase, factor * read.square().sum() + (reads_other ? other.sum() : at::zeros({}))}};
  }

  at::Tensor weight = at::ones({2}), average = at::full({2}, 5.0);
  at::Tensor other = at::ones({3});
  bool has_other = false, reads_weight = true, reads_other = false;
  double factor = 1.0;
  zeroth::plan::Schedule course = one_round({"pull"});
  std::vector<zeroth::Progress> seen;
  std::vector<at::Tensor> drawn, positions;  ///< of every batch

 private:
  PluginPlace place_{"generator.toy", "/generator"};
};

TrainingData four_rows() {
  TrainingData data;
  data.samples = StoredSamples(at::ones({4, 1}));
  data.classes = {at::ones({2, 1}), at::tensor({0}, at::kLong), at::tensor({1}, at::kLong)};
  data.positions = at::arange(4).fill_(0);
  data.labels = data.positions;
  return data;
}

/// Of two seen classes, one with a single row.
TrainingData six_rows_and_one() {
  TrainingData data = four_rows();
  data.classes = {at::ones({3, 1}), at::tensor({0, 1}, at::kLong), at::tensor({2}, at::kLong)};
  data.positions = at::tensor({0, 0, 0, 0, 0, 0, 1}, at::kLong);
  data.labels = data.positions;
  data.samples = StoredSamples(at::arange(7, at::kFloat).unsqueeze(1));
  return data;
}

TrainSettings three_epochs(std::int64_t gradients_every) {
  TrainSettings settings;
  settings.epochs = 3;
  settings.batch = 2;
  settings.gradients_every = gradients_every;
  return settings;
}

struct Course {
  explicit Course(const std::shared_ptr<Toy>& toy, std::int64_t gradients_every = 0)
      : Course(toy, three_epochs(gradients_every)) {}
  Course(const std::shared_ptr<Toy>& toy, const TrainSettings& settings)
      : trainer("toy", toy, data, settings, streams) {}
  TrainingData data = four_rows();
  RandomStreams streams{1};
  Trainer trainer;
};

std::string refusal(const std::shared_ptr<Toy>& toy) {
  return message_of([&] { Course course(toy); });
}

/// A second optimiser for the second parameter, stepped in the same phase.
std::shared_ptr<Toy> with_other() {
  auto toy = std::make_shared<Toy>();
  toy->has_other = true;
  toy->course.optimisers.push_back(toy->course.optimisers[0]);
  toy->course.optimisers[1].name = "second";
  toy->course.optimisers[1].parameters = {"other"};
  toy->course.phases[0].steps = {"only", "second"};
  return toy;
}

zeroth::NamedTensors copies_of(zeroth::NamedTensors tensors) {
  for (zeroth::NamedTensor& one : tensors) one.tensor = one.tensor.detach().clone();
  return tensors;
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
  toy->course.optimisers[0].averages = {{0.9, "mean."}};
  CHECK(refusal(toy) ==
        kRefused + "its state() has no average \"mean.weight\" of that shape" + kCorrect);
}

TEST_CASE("trainer: what can never end, or not be gone on from, is told") {
  const auto refused = [](const std::string& why, void (*spoil)(zeroth::plan::Schedule&)) {
    auto toy = std::make_shared<Toy>();
    spoil(toy->course);
    CHECK(refusal(toy) == kRefused + why + kCorrect);
  };
  refused("its stage \"main\" has 0 epochs", [](auto& s) { s.stages[0].epochs = 0; });
  refused("its stage \"main\" has batches of 0", [](auto& s) { s.stages[0].batch = 0; });
  refused("its stage \"main\" has no pass", [](auto& s) { s.stages[0].passes.clear(); });
  refused("its stage \"main\" has a pass without rounds",
          [](auto& s) { s.stages[0].passes = {{}}; });
  refused("its stage \"main\" begins a pass without a fresh batch",
          [](auto& s) { s.stages[0].passes[0][0].fresh_batch = false; });
  refused("a round is repeated 0 times", [](auto& s) { s.stages[0].passes[0][0].repeats = 0; });
  refused("two optimisers are named \"only\"",
          [](auto& s) { s.optimisers.push_back(s.optimisers[0]); });
  refused("two phases are named \"pull\"", [](auto& s) { s.phases.push_back(s.phases[0]); });
  refused("phase \"pull\" steps no optimiser, and no recipe may add one",
          [](auto& s) { s.phases[0].steps.clear(); });
  refused("phase \"pull\" steps the optimiser \"only\" twice", [](auto& s) {
    s.phases[0].steps = {"only", "only"};
  });
  refused(
      "phase \"pull\" moves the parameter \"weight\" twice: by the optimisers \"only\" and "
      "\"too\"",
      [](auto& s) {
        s.optimisers.push_back(s.optimisers[0]);
        s.optimisers[1].name = "too";
        s.phases[0].steps = {"only", "too"};
      });
}

TEST_CASE("trainer: a phase that moves nothing is an error") {
  auto toy = std::make_shared<Toy>();
  toy->reads_weight = false;
  const std::string fix =
      "  fix    let loss() compute with the parameters themselves, without detach(), item() or a "
      "NoGradGuard on the way";
  Course course(toy);
  CHECK(message_of([&] { course.trainer.step(); }) ==
        "error: phase \"pull\" of generator.toy moves nothing of its optimiser \"only\"\n"
        "  where  /generator\n"
        "  why    no gradient leads from its loss to \"weight\"\n"
        "         stage main, epoch 1, iteration 1\n" +
            fix);
  toy->reads_weight = true;
  CHECK(message_of([&] { course.trainer.step(); }).empty());
}

TEST_CASE("trainer: so is one that moves nothing of one of its optimisers") {
  auto toy = with_other();
  Course course(toy);
  CHECK(message_of([&] {
          course.trainer.step();
        }).find("phase \"pull\" of generator.toy moves nothing of its optimiser \"second\"") !=
        std::string::npos);
  toy->reads_other = true;
  CHECK(message_of([&] { course.trainer.step(); }).empty());
  toy->factor = 0.0;  // a gradient of zeros is one
  CHECK(message_of([&] { course.trainer.step(); }).empty());
}

TEST_CASE("trainer: where a joint term may move it, another phase is enough") {
  auto toy = with_other();
  toy->course.phases[0].joint = true;
  CHECK(!message_of([&] { Course(toy).trainer.step(); }).empty());
  toy->course.phases.push_back({"another", {"second"}});
  CHECK(message_of([&] { Course(toy).trainer.step(); }).empty());
  toy->reads_weight = false;  // nothing at all
  CHECK(!message_of([&] { Course(toy).trainer.step(); }).empty());
}

TEST_CASE("trainer: a parameter that nothing moves is a warning") {
  auto toy = std::make_shared<Toy>();
  CHECK(Course(toy).trainer.warnings().empty());
  toy->has_other = true;
  CHECK(Course(toy).trainer.warnings() ==
        std::vector<std::string>{
            "generator.toy: no optimiser of its schedule() moves its parameter \"other\""});
}

TEST_CASE("trainer: losses of an epoch that was stopped in its middle are those of a whole one") {
  auto stopped = std::make_shared<Toy>(), whole = std::make_shared<Toy>(),
       resumed = std::make_shared<Toy>();
  Course first(stopped, 1), undisturbed(whole, 1), second(resumed, 1);
  first.trainer.step();
  undisturbed.trainer.step();
  second.trainer.restore(zeroth::TensorMap(first.trainer.state()));
  second.trainer.step();
  undisturbed.trainer.step();
  const auto got = second.trainer.take_means(), want = undisturbed.trainer.take_means();
  REQUIRE(got.size() == 1);
  CHECK(got[0].name == want[0].name);
  CHECK(got[0].mean == want[0].mean);
  const auto norms = second.trainer.take_gradient_norms(),
             wanted = undisturbed.trainer.take_gradient_norms();
  REQUIRE(norms.size() == 1);
  CHECK(norms[0].mean == wanted[0].mean);
}

TEST_CASE("trainer: a checkpoint out of range is refused by the name of its tensor") {
  const auto refusal_of = [](const std::string& name, const at::Tensor& value) {
    Course saved(std::make_shared<Toy>()), other(std::make_shared<Toy>());
    saved.trainer.step();
    zeroth::TensorMap state(copies_of(saved.trainer.state()));
    state[name].copy_(value.numel() == 1 ? value.reshape({}) : value);
    CHECK(exit_of([&] { other.trainer.restore(state); }) == Exit::bad_data);
    const std::string message = message_of([&] { other.trainer.restore(state); });
    const std::string begin = "error: the checkpoint is damaged: tensor \"" + name + "\" ";
    CHECK(message.substr(0, begin.size()) == begin);
    return message.substr(begin.size(), message.find('\n') - begin.size());
  };
  const auto position = [&](std::vector<std::int64_t> at) {
    return refusal_of("toy/position", at::tensor(at, at::kLong));
  };
  CHECK(position({77, 0, 0, 0}) == "is in stage 78 of 1");
  CHECK(position({-1, 0, 0, 0}) == "is in stage 0 of 1");
  CHECK(position({0, -5, 0, 0}) == "has epoch -4 of 3");
  CHECK(position({0, 3, 0, 0}) == "has epoch 4 of 3");
  CHECK(position({0, 0, 1, 0}) == "has pass 2 of 1");
  CHECK(position({0, 0, 0, 2}) == "has iteration 3 of 2");
  CHECK(position({1, 1, 0, 0}) == "has epoch 2 of 1");
  const auto number = [](double value) { return at::full({1}, value, at::kDouble); };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refusal_of("toy/learning_rates", number(-1)) == "gives the optimiser \"only\" the rate -1");
  CHECK(refusal_of("toy/learning_rates", number(nan)) ==
        "gives the optimiser \"only\" the rate nan");
  CHECK(refusal_of("toy/learning_rates", number(0)) == "gives the optimiser \"only\" the rate 0");
  CHECK(refusal_of("toy/optimisers/only/steps", at::tensor({-1}, at::kLong)) ==
        "counts less than no step");
  CHECK(refusal_of("toy/optimisers/only/first/weight", number(nan)) == "holds what is no number");
  CHECK(refusal_of("toy/optimisers/only/second/weight", number(-1)) ==
        "holds what is no mean of squares");
  CHECK(refusal_of("toy/parameters/weight", number(nan)) == "is not finite");
  CHECK(refusal_of("toy/batches/cursor", at::tensor({9}, at::kLong)) ==
        "is no place among the training rows");
  CHECK(refusal_of("toy/batches/permutation", at::tensor({0, 1, 1, 3}, at::kLong)) ==
        "is no permutation of the training rows");
  CHECK(refusal_of("toy/batches/permutation", at::tensor({0, 1, 2, 4}, at::kLong)) ==
        "is no permutation of the training rows");
}

TEST_CASE("trainer: a place inside an epoch needs the means of that epoch") {
  Course saved(std::make_shared<Toy>()), other(std::make_shared<Toy>());
  saved.trainer.step();
  saved.trainer.take_means();
  CHECK(
      message_of([&] { other.trainer.restore(zeroth::TensorMap(saved.trainer.state())); }) ==
      "error: the checkpoint is damaged: tensor \"toy/position\" is inside an epoch whose running "
      "means are missing\n"
      "  fix    put an earlier copy in its place, or start the run again with `zeroth run`");
}

TEST_CASE("trainer: a loss names the training row that no computation bears") {
  auto toy = std::make_shared<Toy>();
  Course course(toy);
  course.data.samples.features()[2] = std::numeric_limits<float>::infinity();
  toy->factor = std::numeric_limits<double>::quiet_NaN();
  CHECK(message_of([&] {
          course.trainer.step();
        }).find("training row 2 has a feature that is inf once it is scaled") != std::string::npos);
}

TEST_CASE("trainer: averages start at the parameters and follow every step") {
  auto toy = std::make_shared<Toy>();
  toy->course.optimisers[0].averages = {{0.75}};
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

TEST_CASE("trainer: an optimiser that cannot step is told") {
  const auto refused = [](const std::string& why, void (*spoil)(zeroth::plan::Optimiser&)) {
    auto toy = std::make_shared<Toy>();
    spoil(toy->course.optimisers[0]);
    CHECK(refusal(toy) == kRefused + "optimiser \"only\" " + why + kCorrect);
  };
  refused("is nesterov without momentum", [](auto& o) {
    o.kind = zeroth::plan::Kind::sgd;
    o.nesterov = true;
  });
  refused("clips to -1", [](auto& o) { o.clip = -1; });
  refused("warms up for -2 steps", [](auto& o) { o.rate.warm_up = -2; });
  refused("has a rate that ends at -0.5", [](auto& o) { o.rate.last = -0.5; });
  refused("has a rate in steps that are 0 long: \"every\" must be at least 1",
          [](auto& o) { o.rate.shape = zeroth::plan::Shape::step; });
  refused("has a rate in steps with the factor 0", [](auto& o) {
    o.rate = {zeroth::plan::Shape::step, 0, 0, /*every=*/2, /*factor=*/0};
  });
}

TEST_CASE("trainer: what the pipeline says of an optimiser goes before what is declared") {
  auto toy = std::make_shared<Toy>();
  TrainSettings settings = three_epochs(0);
  OptimiserChange& change = settings.optimisers["only"];
  change.kind = zeroth::plan::Kind::sgd;
  change.learning_rate = 0.25;
  Course course(toy, settings);
  course.trainer.step();
  CHECK(to_row(toy->weight) == std::vector<double>{0.5, 0.5});  // 1 - 0.25 * 2
  change.where = "p.json:3:5  /train/optimisers/only";
  change.shape = zeroth::plan::Shape::step;
  CHECK(message_of([&] { Course again(toy, settings); }) ==
        "error: optimiser \"only\" has a rate in steps that are 0 long: \"every\" must be at least "
        "1\n  where  p.json:3:5  /train/optimisers/only\n"
        "  why    what the pipeline does not say stays as declared");
}

TEST_CASE("trainer: a loss knows how far its stage has come, after a restart too") {
  auto stopped = std::make_shared<Toy>(), resumed = std::make_shared<Toy>();
  Course first(stopped), second(resumed);
  for (int i = 0; i < 3; ++i) first.trainer.step();
  second.trainer.restore(zeroth::TensorMap(first.trainer.state()));
  while (!second.trainer.finished()) second.trainer.step();
  std::vector<zeroth::Progress> seen = stopped->seen;
  seen.insert(seen.end(), resumed->seen.begin(), resumed->seen.end());
  REQUIRE(seen.size() == 6);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    CHECK(seen[i].epoch == static_cast<std::int64_t>(i / 2));
    CHECK(seen[i].iteration == static_cast<std::int64_t>(i % 2));
    CHECK(seen[i].epochs == 3);
    CHECK(seen[i].iterations == 2);
    CHECK(seen[i].done() == doctest::Approx(static_cast<double>(i) / 6));
  }
}

TEST_CASE("trainer: the pipeline says how every stage draws its rows, and changes no epoch") {
  const TrainingData data = six_rows_and_one();
  using zeroth::Sampling;
  for (const Sampling declared : {Sampling::epoch, Sampling::independent}) {
    for (const std::optional<Sampling> said :
         {std::optional<Sampling>(), std::optional<Sampling>(Sampling::balanced)}) {
      auto toy = std::make_shared<Toy>();
      toy->course.stages[0].sampling = declared;
      TrainSettings settings = three_epochs(0);
      settings.sampling = said;
      RandomStreams streams{1};
      Trainer trainer("toy", toy, data, settings, streams);
      CHECK(trainer.iterations_per_epoch() == (declared == Sampling::epoch ? 3 : 4));
      while (!trainer.finished()) trainer.step();
      CHECK(toy->drawn.size() == (declared == Sampling::epoch ? 9 : 12));
      const auto is_balanced = [](const at::Tensor& batch) {
        return batch.sum().item<std::int64_t>() == 1;
      };
      CHECK(std::all_of(toy->positions.begin(), toy->positions.end(), is_balanced) ==
            said.has_value());
    }
  }
}

TEST_CASE("trainer: balanced batches go on to the same rows") {
  const TrainingData data = six_rows_and_one();
  TrainSettings settings = three_epochs(0);
  settings.batch = 4;
  settings.sampling = zeroth::Sampling::balanced;
  const auto before = std::make_shared<Toy>(), after = std::make_shared<Toy>();
  RandomStreams streams{1}, others{1};
  Trainer first("toy", before, data, settings, streams),
      second("toy", after, data, settings, others);
  first.step();
  const zeroth::NamedTensors drawn_so_far = copies_of(streams.state());
  const zeroth::NamedTensors state = copies_of(first.state());
  while (!first.finished()) first.step();
  second.restore(zeroth::TensorMap(state));
  others.restore(zeroth::TensorMap(drawn_so_far));
  while (!second.finished()) second.step();
  REQUIRE(after->drawn.size() + 1 == before->drawn.size());
  for (std::size_t i = 0; i < after->drawn.size(); ++i) {
    CHECK(after->drawn[i].equal(before->drawn[i + 1]));
  }
}

TEST_CASE("trainer: stopped anywhere, every optimiser goes on to the same bits") {
  using zeroth::plan::Kind;
  for (const Kind kind : {Kind::adam, Kind::adamw, Kind::amsgrad, Kind::sgd, Kind::rmsprop}) {
    const auto toy = [&] {
      auto made = std::make_shared<Toy>();
      zeroth::plan::Optimiser& one = made->course.optimisers[0];
      one.kind = kind;
      one.momentum = 0.9;
      one.weight_decay = 0.01;
      one.clip = 0.5;
      one.rate = {zeroth::plan::Shape::cosine, /*warm_up=*/2};
      return made;
    };
    auto whole = toy();
    Course undisturbed(whole);
    while (!undisturbed.trainer.finished()) undisturbed.trainer.step();
    for (int stop = 0; stop < 6; ++stop) {
      auto before = toy(), after = toy();
      Course first(before), second(after);
      for (int i = 0; i < stop; ++i) first.trainer.step();
      second.trainer.restore(zeroth::TensorMap(first.trainer.state()));
      while (!second.trainer.finished()) second.trainer.step();
      CHECK(after->weight.equal(whole->weight));
    }
  }
}

TEST_CASE("trainer: a rate with a shape ends with the training") {
  auto toy = std::make_shared<Toy>();
  zeroth::plan::Optimiser& one = toy->course.optimisers[0];
  one.kind = zeroth::plan::Kind::sgd;
  one.learning_rate = 0.5;  // the weight becomes (1 - rate) times what it was
  one.rate = {zeroth::plan::Shape::linear};
  Course course(toy);
  double expected = 1;
  for (int step = 0; step < 6; ++step) {  // 3 epochs of 2 batches
    expected *= 1 - (1 - step / 6.0);
    course.trainer.step();
    CHECK(toy->weight[0].item<double>() == doctest::Approx(expected));
  }
}

#include <ATen/core/Tensor.h>
#include <doctest/doctest.h>
#include <zeroth/error.h>
#include <zeroth/plan.h>


using zeroth::Optimiser;
using zeroth::Rate;
using zeroth::Schedule;
using zeroth::Stage;
namespace plan = zeroth::plan;

TEST_CASE("schedule: what the calls say is what the host reads") {
  Schedule s;
  s.optimiser("critic", {"critic."}).adam(1e-4, 0.5, 0.999).average(0.9, "mean.");
  s.optimiser("generator", {"generator.", "encoder."}).rmsprop(1e-3, 0.9, 0.1).accumulate();
  s.phase("critic").moves({"critic"});
  s.phase("generator").moves({"generator"}).moves({"critic"}).joint();
  Stage& stage = s.stage("adversarial");
  stage.round(5, {"critic"}).round(1, {"generator"}).on_last_batch();
  stage.next_pass().round(1, {"critic", "generator"});
  stage.sampling(zeroth::Sampling::balanced).epochs(7).batch(32);

  const plan::Schedule read = s.plan();
  REQUIRE(read.optimisers.size() == 2);
  CHECK(read.optimisers[0].name == "critic");
  CHECK(read.optimisers[0].learning_rate == 1e-4);
  CHECK(read.optimisers[0].beta1 == 0.5);
  REQUIRE(read.optimisers[0].averages.size() == 1);
  CHECK(read.optimisers[0].averages[0].prefix == "mean.");
  CHECK((read.optimisers[1].kind == plan::Kind::rmsprop));
  CHECK(read.optimisers[1].parameters == std::vector<std::string>{"generator.", "encoder."});
  CHECK(read.optimisers[1].beta2 == 0.9);
  CHECK(read.optimisers[1].momentum == 0.1);
  CHECK(read.optimisers[1].accumulate);
  CHECK(read.phases[1].steps == std::vector<std::string>{"generator", "critic"});
  CHECK_FALSE(read.phases[0].joint);
  CHECK(read.phases[1].joint);
  REQUIRE(read.stages.size() == 1);
  REQUIRE(read.stages[0].passes.size() == 2);
  CHECK(read.stages[0].passes[0][0].repeats == 5);
  CHECK(read.stages[0].passes[0][0].fresh_batch);
  CHECK_FALSE(read.stages[0].passes[0][1].fresh_batch);
  CHECK(read.stages[0].passes[1][0].phases.size() == 2);
  CHECK((read.stages[0].sampling == zeroth::Sampling::balanced));
  CHECK(read.stages[0].epochs == 7);
  CHECK(read.stages[0].batch == 32);
}

TEST_CASE("schedule: every optimiser with its settings") {
  const auto read = [](const Optimiser& optimiser) {
    return Schedule::once("all", optimiser).plan().optimisers.at(0);
  };
  CHECK((read(Optimiser()).kind == plan::Kind::adam));
  CHECK(read(Optimiser().adamw(1e-3)).weight_decay == 0.01);
  CHECK(read(Optimiser().adamw(1e-3).weight_decay(0.2)).weight_decay == 0.2);
  CHECK((read(Optimiser().amsgrad(1e-3)).kind == plan::Kind::amsgrad));
  const plan::Optimiser sgd = read(Optimiser().sgd(0.1, 0.9).nesterov().clip(5).epsilon(1e-3));
  CHECK((sgd.kind == plan::Kind::sgd));
  CHECK(sgd.momentum == 0.9);
  CHECK(sgd.nesterov);
  CHECK(sgd.clip == 5);
  CHECK(sgd.epsilon == 1e-3);
  const plan::Rate cosine = read(Optimiser().rate(Rate::cosine(0.1).warm_up(500))).rate;
  CHECK((cosine.shape == plan::Shape::cosine));
  CHECK(cosine.last == 0.1);
  CHECK(cosine.warm_up == 500);
  const plan::Rate step = read(Optimiser().rate(Rate::step(100, 0.5))).rate;
  CHECK((step.shape == plan::Shape::step));
  CHECK(step.every == 100);
  CHECK(step.factor == 0.5);
  CHECK((read(Optimiser().rate(Rate::linear())).rate.shape == plan::Shape::linear));
  CHECK((read(Optimiser().rate(Rate::constant())).rate.shape == plan::Shape::constant));
}

TEST_CASE("schedule: once is one optimiser of everything, one phase and one stage") {
  const plan::Schedule read =
      Schedule::once("teacher", Optimiser().adam(0.1), Stage().epochs(3)).plan();
  CHECK(read.optimisers.at(0).name == "teacher");
  CHECK(read.optimisers[0].parameters == std::vector<std::string>{""});
  CHECK(read.phases.at(0).steps == std::vector<std::string>{"teacher"});
  CHECK(read.stages.at(0).name == "teacher");
  CHECK(read.stages[0].epochs == 3);
  CHECK(read.stages[0].passes.at(0).at(0).phases == std::vector<std::string>{"teacher"});
}

TEST_CASE("schedule: a copy is of its own") {
  Schedule first;
  Optimiser& optimiser = first.optimiser("a", {""}).sgd(0.1);
  Schedule second = first;
  optimiser.sgd(0.2);
  first.stage("late");
  CHECK(second.plan().optimisers.at(0).learning_rate == 0.1);
  CHECK(second.plan().stages.empty());
  second = first;
  CHECK(second.plan().optimisers.at(0).learning_rate == 0.2);
}

TEST_CASE("schedule: a round on the last batch needs a round before it") {
  std::string what;
  try {
    Stage().on_last_batch();
  } catch (const zeroth::Error& error) {
    what = error.what();
  }
  CHECK(what == "on_last_batch() of a stage without a round: it is said of the round before it");
}

TEST_CASE("schedule: what crosses the boundary is a pointer, however much it comes to say") {
  CHECK(sizeof(Schedule) == sizeof(void*));
  CHECK(sizeof(Optimiser) == sizeof(void*));
  CHECK(sizeof(zeroth::Phase) == sizeof(void*));
  CHECK(sizeof(Stage) == sizeof(void*));
  CHECK(sizeof(Rate) == sizeof(void*));
}

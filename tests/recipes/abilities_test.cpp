#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/abilities.h>
#include <zeroth/recipes/detector.h>
#include <zeroth/recipes/learning_student.h>

#include "host/engine/plugin_call.h"
#include "plugins/recipe/expert_gate.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;
using zeroth::Classified;
using zeroth::Handle;
using zeroth::Head;
using zeroth::Scores;
using zeroth::recipes::Detector;
using zeroth::recipes::learning_student;

namespace {

/// Logits of rows that are their own embedding.
class PlainTeacher : public zeroth::Teacher {
 public:
  void build(const zeroth::Sizes&, at::Generator) override {}
  zeroth::NamedTensors parameters() override { return {{"weight", weight}, {"bias", bias}}; }
  zeroth::Schedule schedule() const override { return {}; }
  at::Tensor loss(const std::string&, const zeroth::SeenBatch&, at::Generator) override {
    return {};
  }
  Classified classify(const at::Tensor& features) const override {
    return {features, at::linear(features, weight, bias)};
  }

  at::Tensor weight = normal({4, 3}, 1), bias = normal({4}, 2);
};

class TeacherWithHead final : public PlainTeacher, public zeroth::ClassifierHead {
 public:
  Head head() const override { return {weight, bias}; }
};

/// The residual of the logits that the head makes of the embedding: 0.
class HeadScore final : public zeroth::OODScorer, public zeroth::ReadsHead {
 public:
  void read_head(const Head& head) override { head_ = head; }
  void fit(const Scores& train, const at::Tensor&) override {
    fitted_with_head = head_.weight.defined() && train.logits.defined();
  }
  at::Tensor score(const Scores& in) const override {
    return (in.logits - at::linear(in.embedding, head_.weight, head_.bias)).abs().sum(1);
  }
  bool fitted_with_head = false;

 private:
  Head head_;
};

/// Squared length of the gradient of half the squared logits by the features.
class SlopeScore final : public zeroth::OODScorer, public zeroth::InputScore {
 public:
  at::Tensor score(const Scores&) const override { throw zeroth::Error("not to be asked"); }
  at::Tensor score(const at::Tensor& features, const Scores& scores) const override {
    const at::Tensor half = scores.logits.square().sum() / 2;
    const at::Tensor slope = torch::autograd::grad({half}, {features}, {}, /*retain_graph=*/true,
                                                   /*create_graph=*/true)[0];
    return slope.square().sum(1);
  }
};

class PlainStudent : public zeroth::Student {
 public:
  void build(const zeroth::Sizes&, at::Generator) override {}
  zeroth::NamedTensors parameters() override { return {}; }
  Classified classify(const at::Tensor& features) const override { return {features, features}; }
};

class NoisyStudent final : public PlainStudent, public zeroth::TrainsDifferently {
 public:
  Classified classify_training(const at::Tensor& features, at::Generator rng) override {
    const at::Tensor noisy = features + at::empty_like(features).normal_(0, 1, rng);
    return {noisy, noisy};
  }
};

template <class Kind, class Made>
Handle<Kind> handle(const std::string& id, const std::shared_ptr<Made>& made) {
  return Handle<Kind>({id, "p.json:3:5  /" + id.substr(0, id.find('.'))}, made);
}

/// The squared length of W^T (W x + b), by hand.
at::Tensor slope_by_hand(const PlainTeacher& teacher, const at::Tensor& x) {
  return at::linear(x, teacher.weight, teacher.bias).matmul(teacher.weight).square().sum(1);
}

}  // namespace

TEST_CASE("detector: a score that reads the head gets it before it is fitted") {
  const auto scorer = std::make_shared<HeadScore>();
  const Detector detector(handle<zeroth::Teacher>("teacher.t", std::make_shared<TeacherWithHead>()),
                          handle<zeroth::OODScorer>("ood.s", scorer));
  const at::Tensor x = normal({5, 3}, 3);
  detector.fit(detector.teach(x), whole(5, 4, 4));
  CHECK(scorer->fitted_with_head);
  CHECK(at::allclose(detector.score(x, detector.teach(x)), at::zeros({5}, at::kDouble)));
}

TEST_CASE("detector: a score that reads the head is refused where the teacher has none") {
  CHECK(message_of([] {
          Detector(handle<zeroth::Teacher>("teacher.t", std::make_shared<PlainTeacher>()),
                   handle<zeroth::OODScorer>("ood.s", std::make_shared<HeadScore>()));
        }) ==
        "error: ood.s cannot read the last layer of teacher.t\n"
        "  where  p.json:3:5  /ood\n"
        "  why    that teacher offers no weight and bias of it (ClassifierHead)\n"
        "  fix    choose a teacher that does, such as teacher.mlp, or another score");
}

TEST_CASE("detector: a score that differentiates by the features gets them with the graph") {
  const auto teacher = std::make_shared<PlainTeacher>();
  const Detector detector(handle<zeroth::Teacher>("teacher.t", teacher),
                          handle<zeroth::OODScorer>("ood.s", std::make_shared<SlopeScore>()));
  const at::Tensor x = normal({5, 3}, 3);
  {
    const at::NoGradGuard as_in_evaluation;
    const at::Tensor score = detector.score(x, detector.teach(x));
    CHECK_FALSE(score.requires_grad());
    CHECK(at::allclose(score, slope_by_hand(*teacher, x)));
  }
  const at::Tensor learnt = x.clone().set_requires_grad(true);
  const at::Tensor score = detector.score(learnt, detector.teach(learnt));
  REQUIRE(score.requires_grad());
  const auto got = torch::autograd::grad({score.sum()}, {learnt});
  const auto want = torch::autograd::grad({slope_by_hand(*teacher, learnt).sum()}, {learnt});
  CHECK(at::allclose(got[0], want[0]));
}

TEST_CASE("gate of experts: scores of features or of a teacher's head are refused") {
  const zeroth::recipes::GateRule gate{"fixed", 0.0, 0.05};
  const auto refusal = [&](const auto& scorer) {
    return message_of([&] { ExpertGate(handle<zeroth::OODScorer>("ood.s", scorer), gate); });
  };
  const std::string begin =
      "error: ood.s cannot stand in front of experts\n  where  p.json:3:5  /ood\n  why    ";
  const std::string fix = "\n  fix    choose a score of logits or embeddings, such as ood.energy";
  CHECK(refusal(std::make_shared<SlopeScore>()) ==
        begin + "it differentiates by the features; experts read images" + fix);
  CHECK(refusal(std::make_shared<HeadScore>()) ==
        begin + "it reads the last layer of a teacher; experts have none" + fix);
}

TEST_CASE("student: one that trains differently is asked so, another draws nothing") {
  const at::Tensor x = normal({4, 3}, 1);
  at::Generator rng = at::detail::createCPUGenerator(1);
  const at::Tensor before = rng.get_state();
  const auto plain = handle<zeroth::Student>("student.p", std::make_shared<PlainStudent>());
  CHECK(learning_student(plain, x, 3, rng).logits.equal(x));
  CHECK(rng.get_state().equal(before));
  const auto noisy = handle<zeroth::Student>("student.n", std::make_shared<NoisyStudent>());
  CHECK_FALSE(learning_student(noisy, x, 3, rng).logits.equal(x));
  CHECK(message_of([&] {
          learning_student(noisy, x, 7, rng);
        }).find("student.n failed in classify_training()") != std::string::npos);
}

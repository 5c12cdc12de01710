#include <ATen/ops/allclose.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/plan.h>
#include <zeroth/student.h>
#include <zeroth/teacher.h>

#include <cmath>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/support/tensors.h"

using zeroth::Classified;
using zeroth::NamedTensors;
using zeroth::host::Json;

namespace {

constexpr std::int64_t kFeatures = 64, kEmbedding = 100, kSeen = 30, kClasses = 50;

/// A built network from the plugin folder: its parameters and what it says of `features`.
template <class Interface>
struct Built {
  explicit Built(const std::string& id)
      : handle(loaded<Interface>(id, {{"embedding", kEmbedding}})) {
    handle.component()->build({kFeatures, 8, kClasses, kSeen}, at::detail::createCPUGenerator(5));
    parameters = handle.component()->parameters();
  }
  Classified classify(const at::Tensor& features) const {
    return handle.component()->classify(features);
  }
  zeroth::host::Handle<Interface> handle;
  NamedTensors parameters;
};

template <class Interface>
void check_network(const Built<Interface>& network, std::int64_t outputs) {
  const auto& p = network.parameters;
  REQUIRE(p.size() == 4);
  CHECK(p[0].name == "embedding.weight");
  CHECK(p[1].name == "embedding.bias");
  CHECK(p[2].name == "classifier.weight");
  CHECK(p[3].name == "classifier.bias");
  const at::Tensor x = normal({6, kFeatures}, 51).to(at::kFloat).set_requires_grad(true);
  const Classified got = network.classify(x);
  CHECK((got.logits.sizes() == at::IntArrayRef({6, outputs})));
  const at::Tensor h = at::relu(at::linear(x, p[0].tensor, p[1].tensor));
  CHECK(at::allclose(got.embedding, h));
  CHECK(at::allclose(got.logits, at::linear(h, p[2].tensor, p[3].tensor)));
  const at::Tensor gradient = torch::autograd::grad({got.logits.sum()}, {x})[0];
  CHECK(gradient.abs().sum().item<double>() > 0);
}

/// Weights from N(0, 0.02^2), bias 0.
void check_normal_start(const at::Tensor& weight, const at::Tensor& bias) {
  CHECK(weight.std().item<double>() == doctest::Approx(0.02).epsilon(0.05));
  CHECK(bias.abs().max().item<double>() == 0.0);
}

/// Uniform in +-1/sqrt(inputs), bias too.
void check_uniform_start(const at::Tensor& weight, const at::Tensor& bias) {
  const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
  CHECK(weight.std().item<double>() == doctest::Approx(bound / std::sqrt(3.0)).epsilon(0.05));
  CHECK(weight.abs().max().item<double>() <= bound);
  CHECK(bias.abs().max().item<double>() > 0);
  CHECK(bias.abs().max().item<double>() <= bound);
}

}  // namespace

TEST_CASE("teacher.mlp: two layers over the seen classes, both started from a normal") {
  const Built<zeroth::Teacher> teacher("teacher.mlp");
  check_network(teacher, kSeen);
  check_normal_start(teacher.parameters[0].tensor, teacher.parameters[1].tensor);
  check_normal_start(teacher.parameters[2].tensor, teacher.parameters[3].tensor);
}

TEST_CASE("student.mlp: two layers over all classes, the classifier started as LibTorch does") {
  const Built<zeroth::Student> student("student.mlp");
  check_network(student, kClasses);
  check_normal_start(student.parameters[0].tensor, student.parameters[1].tensor);
  check_uniform_start(student.parameters[2].tensor, student.parameters[3].tensor);
}

TEST_CASE("teacher.mlp: the published schedule is the default") {
  const auto schedule = loaded<zeroth::Teacher>("teacher.mlp").component()->schedule().plan();
  REQUIRE(schedule.optimisers.size() == 1);
  CHECK((schedule.optimisers[0].kind == zeroth::plan::Kind::adam));
  CHECK(schedule.optimisers[0].learning_rate == 1e-4);
  CHECK(schedule.optimisers[0].beta1 == 0.5);
  CHECK(schedule.optimisers[0].beta2 == 0.999);
  REQUIRE(schedule.stages.size() == 1);
  CHECK((schedule.stages[0].sampling == zeroth::Sampling::epoch));
  CHECK(schedule.stages[0].epochs.value() == 30);
  CHECK(schedule.stages[0].batch.value() == 128);
  REQUIRE(schedule.phases.size() == 1);
}

TEST_CASE("teacher.mlp: the loss reads positions among the seen classes, not class ids") {
  const Built<zeroth::Teacher> teacher("teacher.mlp");
  const zeroth::Classes classes{};
  zeroth::SeenBatch batch{zeroth::Samples(normal({3, kFeatures}, 52).to(at::kFloat)),
                          at::tensor({49, 7, 12}, at::kLong),
                          at::tensor({29, 3, 9}, at::kLong),
                          {},
                          classes};
  const at::Tensor got =
      teacher.handle.component()->loss("teacher", batch, at::detail::createCPUGenerator(6));
  const at::Tensor want =
      at::cross_entropy_loss(teacher.classify(batch.features()).logits, batch.positions);
  CHECK(got.item<double>() == doctest::Approx(1e-3 * want.item<double>()).epsilon(1e-6));
}

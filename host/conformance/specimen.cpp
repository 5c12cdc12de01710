#include "host/conformance/specimen.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn.h>
#include <zeroth/abilities.h>

#include <algorithm>
#include <stdexcept>

#include "host/base/problem.h"
#include "host/conformance/learning.h"
#include "host/conformance/world.h"
#include "host/engine/placement.h"
#include "host/train/restore.h"

namespace zeroth::host {
namespace {

/// What a component holds, to be put back.
class Kept {
 public:
  explicit Kept(const Specimen& specimen) : specimen_(specimen), values_(specimen.saved()) {
    for (NamedTensor& one : values_) {
      if (one.tensor.defined()) one.tensor = one.tensor.detach().clone();
    }
  }

  /// Writes what has changed only, and behind autograd's back: an output may still lead there.
  void put_back() const {
    const NamedTensors now = specimen_.saved();
    for (std::size_t i = 0; i < std::min(now.size(), values_.size()); ++i) {
      const at::Tensor &tensor = now[i].tensor, &value = values_[i].tensor;
      if (now[i].name != values_[i].name || !tensor.defined() || !value.defined()) continue;
      if (!tensor.is_same_size(value) || tensor.equal(value)) continue;
      tensor.variable_data().copy_(value);
    }
  }

 private:
  const Specimen& specimen_;
  NamedTensors values_;
};

void expect_tensors(const TensorMap& out) {
  for (const NamedTensor& one : out.all()) {
    if (one.tensor.defined()) continue;
    throw Failure(Exit::run_failed, {one.name + " is no tensor", "", {}, ""});
  }
}

}  // namespace

TensorMap Specimen::use(const TensorMap& in, std::uint64_t seed) {
  const Kept kept(*this);
  TensorMap out = outputs(in, seed);
  kept.put_back();
  expect_tensors(out);
  return out;
}

at::Tensor Specimen::loss(const TrainedPhase& phase, const TensorMap& in, std::uint64_t seed) {
  const Kept kept(*this);
  const at::AutoGradMode gradient(true);
  const Learning learning(phase.moved);
  at::Tensor loss = phase_loss(phase.name, in, seed);
  kept.put_back();
  return loss;
}

TensorMap Specimen::run(const TensorMap& in, std::uint64_t seed) {
  TensorMap out = use(in, seed);
  for (const NamedTensor& one : in.all()) {
    if (one.tensor.dim() > 0 && one.tensor.size(0) == 0) return out;
  }
  for (const TrainedPhase& phase : phases()) {
    out.set("loss of phase " + phase.name, loss(phase, in, seed));
  }
  expect_tensors(out);
  return out;
}

void Specimen::use_and_watch(const TensorMap& in, std::uint64_t seed, const AfterCall& after) {
  after_call_ = after;
  outputs(in, seed);
  after_call_ = nullptr;
}

NamedTensors Specimen::parameters() const {
  auto* network = ability<Network>();
  if (!network) return {};
  return component().call("parameters()", [&](auto&) { return network->parameters(); });
}

NamedTensors Specimen::state() const {
  return component().call("state()", [](auto& c) { return c.state(); });
}

NamedTensors Specimen::saved() const {
  NamedTensors all = parameters();
  for (NamedTensor& one : state()) all.push_back({"state/" + one.name, std::move(one.tensor)});
  return all;
}

void Specimen::restore(const TensorMap& saved) { restore_in_place(this->saved(), saved); }

void Specimen::settle(at::ScalarType dtype, const at::Device& device) const {
  for (const NamedTensor& one : parameters()) {
    if (one.tensor.defined() && one.tensor.is_leaf()) one.tensor.set_requires_grad(false);
  }
  NamedTensors all = saved();
  if (auto* able = ability<Constants>()) {
    const auto constants = [&](auto&) { return able->constants(); };
    for (NamedTensor& one : component().call("constants()", constants)) all.push_back(one);
  }
  for (const NamedTensor& one : all) {
    if (one.tensor.defined() && one.tensor.scalar_type() == at::kFloat && dtype != at::kFloat) {
      one.tensor.set_data(one.tensor.to(dtype));
    }
  }
  place_on(device, component());
}

at::Tensor Specimen::phase_loss(const std::string& phase, const TensorMap&, std::uint64_t) {
  throw std::logic_error("no phase " + phase);
}

void Specimen::learn_anyhow(const TensorMap& in, std::uint64_t seed) {
  {
    const Learning learning(parameters());
    outputs(in, seed);
  }
  const at::NoGradGuard no_gradient;
  at::Generator rng = random_of(seed);
  for (const NamedTensor& one : parameters()) {
    if (!one.tensor.is_floating_point()) continue;
    one.tensor.add_(0.2 * at::randn(one.tensor.sizes(), rng, at::kFloat).to(one.tensor));
  }
}

void train_beforehand(Specimen& specimen) {
  try {
    specimen.train();
  } catch (const Failure&) {
    if (!specimen.has_schedule()) throw;  // else a check of its own says so
    throw std::invalid_argument("its schedule does not run");
  }
}

TensorMap life_of(Specimen& specimen, std::uint64_t seed) {
  TensorMap all = specimen.run(specimen.inputs(kRows), seed);
  train_beforehand(specimen);
  const TensorMap trained = specimen.run(specimen.inputs(kRows), seed);
  for (const NamedTensor& one : trained.all()) all.set("trained " + one.name, one.tensor);
  for (const NamedTensor& one : specimen.placed()) all.set(one.name, one.tensor);
  return all;
}

}  // namespace zeroth::host

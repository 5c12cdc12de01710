#include "host/conformance/expert_specimen.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <fmt/format.h>
#include <zeroth/abilities.h>
#include <zeroth/expert.h>

#include "host/base/problem.h"
#include "host/conformance/component.h"
#include "host/conformance/lent.h"
#include "host/train/restore.h"

namespace zeroth::host {
namespace {

using Shapes = std::map<std::string, std::vector<std::int64_t>>;

/// The number that a symbol of a shape stands for; -1 for a size that is the expert's own.
std::int64_t size_of(const std::string& symbol, std::int64_t rows) {
  static const std::map<std::string, std::int64_t> known = {
      {"K", WorldSizes::attributes}, {"C", WorldSizes::classes}, {"M", WorldSizes::channels},
      {"R", WorldSizes::regions},    {"S", WorldSizes::seen},    {"G", WorldSizes::word_vector}};
  if (symbol == "B") return rows;
  const auto found = known.find(symbol);
  return found == known.end() ? -1 : found->second;
}

NamedTensors parameters_of(const Handle<Expert>& expert) {
  return expert.call("parameters()", [](auto& e) { return e.parameters(); });
}

NamedTensors saved_of(const Handle<Expert>& expert) {
  NamedTensors all = parameters_of(expert);
  for (NamedTensor& one : expert.call("state()", [](auto& e) { return e.state(); })) {
    all.push_back({"state/" + one.name, std::move(one.tensor)});
  }
  return all;
}

Handle<Expert> built(const Subject& subject, const Setting& setting, at::ScalarType dtype) {
  const auto expert = make_component<Expert>(subject, setting.params);
  const Lent<RegionProblem> problem(expert_world(subject.seed, dtype, setting.zero_word).problem);
  expert.call("build()", [&](auto& e) { e.build(*problem, random_of(setting.build_seed)); });
  return expert;
}

/// @throws Failure naming a parameter of another dtype than the word vectors.
void check_dtype(const Handle<Expert>& expert, at::ScalarType dtype) {
  for (const NamedTensor& one : parameters_of(expert)) {
    if (one.tensor.scalar_type() == dtype) continue;
    throw Failure(Exit::run_failed,
                  {fmt::format("the parameter \"{}\" is {} where the word vectors are {}", one.name,
                               c10::toString(one.tensor.scalar_type()), c10::toString(dtype)),
                   expert.place().where,
                   {},
                   "build() makes parameters of their dtype"});
  }
}

/// The numbers of the same expert in single precision: in another one the generator gives others.
void take_over(const Handle<Expert>& expert, const Handle<Expert>& single, at::ScalarType dtype) {
  TensorMap values;
  for (const NamedTensor& one : saved_of(single)) {
    const bool is_float = one.tensor.scalar_type() == at::kFloat;
    values.set(one.name, is_float ? one.tensor.to(dtype) : one.tensor);
  }
  restore_in_place(saved_of(expert), values);
}

class ExpertSpecimen final : public Specimen {
 public:
  ExpertSpecimen(const Subject& subject, const Setting& setting)
      : expert_(built(subject, setting, setting.dtype)),
        component_(expert_),
        outputs_(outputs_of(subject)),
        images_{expert_world(subject.seed, setting.dtype).images.regions.to(setting.device)},
        seed_(setting.build_seed) {
    if (setting.dtype != at::kFloat) {
      check_dtype(expert_, setting.dtype);
      take_over(expert_, built(subject, setting, at::kFloat), setting.dtype);
    }
    settle(setting.dtype, setting.device);
    if (!setting.zero_word) train();  // many experts start with attention to nothing
  }

  TensorMap inputs(std::int64_t rows) const override {
    return TensorMap({{"regions", images_.regions.narrow(0, 0, rows).clone()}});
  }

  Shapes sizes(std::int64_t rows) const override {
    Shapes sizes;
    for (const TensorDescription& output : outputs_) {
      std::vector<std::int64_t> shape;
      for (const std::string& symbol : output.shape) shape.push_back(size_of(symbol, rows));
      sizes.emplace(output.name, shape);  // its own come before others'
    }
    if (ability<Attention>()) {
      sizes[kAttention] = {rows, WorldSizes::attributes, WorldSizes::regions};
    }
    if (ability<WordVectors>()) {
      sizes[kWordVectors] = {WorldSizes::attributes, WorldSizes::word_vector};
    }
    return sizes;
  }

  std::vector<std::string> row_wise() const override {
    std::vector<std::string> names;
    for (const auto& [name, size] : sizes(0)) {
      if (!size.empty() && size.front() == 0) names.push_back(name);
    }
    return names;
  }
  std::vector<std::string> differentiable() const override { return {}; }

  void train() override { learn_anyhow(inputs(kFewRows), ++seed_); }

 private:
  const Handle<Component>& component() const override { return component_; }

  TensorMap outputs(const TensorMap& in, std::uint64_t) override {
    const Lent<RegionBatch> images({in["regions"]});
    TensorMap out = call(expert_, "forward()", [&](auto& e) { return e.forward(*images); });
    if (const auto* able = ability<Attention>()) {
      out.set(kAttention,
              call(expert_, "attention()", [&](auto&) { return able->attention(*images); }));
    }
    if (const auto* able = ability<WordVectors>()) {
      out.set(kWordVectors,
              call(expert_, "word_vectors()", [&](auto&) { return able->word_vectors(); }));
    }
    if (const auto* able = ability<AttributeRows>()) add_twice(*able, *images, out);
    return out;
  }

  /// What it says where every attribute is there twice.
  void add_twice(const AttributeRows& able, const RegionBatch& images, TensorMap& out) const {
    const TensorMap rows =
        call(expert_, "attribute_rows()", [&](auto&) { return able.attribute_rows(); });
    TensorMap twice;
    for (const NamedTensor& one : rows.all()) {
      twice.set(one.name, at::cat({one.tensor, one.tensor}));
    }
    const TensorMap said =
        call(expert_, "forward_with()", [&](auto&) { return able.forward_with(twice, images); });
    for (const NamedTensor& one : said.all()) out.set(kTwice + one.name, one.tensor);
  }

  Handle<Expert> expert_;
  Handle<Component> component_;
  std::vector<TensorDescription> outputs_;
  RegionBatch images_;
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<Specimen> make_expert_specimen(const Subject& subject, const Setting& setting) {
  return std::make_unique<ExpertSpecimen>(subject, setting);
}

}  // namespace zeroth::host

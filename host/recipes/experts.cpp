#include "host/recipes/experts.h"

#include "host/engine/calls.h"
#include "host/recipes/parts.h"

namespace zeroth::host {
namespace {

NamedTensors with_prefix(const std::string& prefix, const NamedTensors& tensors) {
  NamedTensors all;
  for (const NamedTensor& one : tensors) all.push_back({prefix + one.name, one.tensor});
  return all;
}

template <class Of>
NamedTensors collect(const std::vector<Experts::Named>& experts, Of&& of) {
  NamedTensors all;
  for (const Experts::Named& one : experts) {
    for (NamedTensor& tensor : with_prefix(one.name + ".", of(one.expert))) {
      all.push_back(std::move(tensor));
    }
  }
  return all;
}

}  // namespace

Experts::Experts(const RecipeInputs& inputs) {
  const TrainingData on_cpu = on_device(inputs.data, at::kCPU);
  const RegionProblem problem{on_cpu.word_vectors, on_cpu.classes, on_cpu.regions.channels(),
                              on_cpu.regions.regions()};
  Parts parts(inputs);
  for (const auto& [name, block] : inputs.pipeline.at("experts").items()) {
    all_.push_back({name, parts.make<Expert>("experts/" + name),
                    DeclaredShapes(inputs.composer.outputs_of(block), problem)});
    build(all_.back(), problem, inputs.streams);
  }
  for (const Named& one : all_) parts.settle(one.expert);
}

void Experts::build(const Named& one, const RegionProblem& problem, RandomStreams& streams) const {
  host::build(one.expert, problem, streams.cpu_stream("experts/" + one.name + "/build"));
}

std::vector<std::string> Experts::names() const {
  std::vector<std::string> names;
  for (const Named& one : all_) names.push_back(one.name);
  return names;
}

TensorMap Experts::forward(const RegionBatch& images) const {
  TensorMap all;
  for (const Named& one : all_) {
    const TensorMap said = host::forward(one.expert, images);
    one.shapes.check(said, images.regions.size(0), one.expert.place());
    for (const NamedTensor& tensor : said.all()) {
      all.set(one.name + "/" + tensor.name, tensor.tensor);
    }
  }
  return all;
}

std::vector<Answer> Experts::answers(const RegionBatch& images) const {
  std::vector<Answer> all;
  for (const Named& one : all_) {
    const TensorMap said = host::forward(one.expert, images);
    for (const NamedTensor& tensor : said.all()) {
      all.push_back({one.expert.place(), "forward()", tensor.tensor});
    }
  }
  return all;
}

NamedTensors Experts::parameters() const {
  return collect(all_, [](const Handle<Expert>& expert) { return parameters_of(expert); });
}

NamedTensors Experts::state() const {
  return collect(all_, [](const Handle<Expert>& expert) { return state_of(expert); });
}

}  // namespace zeroth::host

#include "plugins/recipe/experts.h"

#include <zeroth/calls.h>

#include <utility>

namespace {

template <class Of>
zeroth::NamedTensors collect(const Experts& experts, Of&& of) {
  zeroth::NamedTensors all;
  for (const auto& one : experts) {
    for (const zeroth::NamedTensor& tensor : of(one.component)) {
      all.push_back({one.name + "." + tensor.name, tensor.tensor});
    }
  }
  return all;
}

}  // namespace

std::vector<std::string> names_of(const Experts& experts) {
  std::vector<std::string> names;
  for (const auto& one : experts) names.push_back(one.name);
  return names;
}

zeroth::TensorMap forward(const Experts& experts, const zeroth::RegionBatch& images) {
  zeroth::TensorMap all;
  for (const auto& one : experts) {
    const zeroth::TensorMap said = zeroth::forward(one.component, images);
    for (const zeroth::NamedTensor& tensor : said.all()) {
      all.set(one.name + "/" + tensor.name, tensor.tensor);
    }
  }
  return all;
}

std::vector<zeroth::Answer> answers_of(const Experts& experts, const zeroth::RegionBatch& images) {
  std::vector<zeroth::Answer> all;
  for (const auto& one : experts) {
    const zeroth::TensorMap said = zeroth::forward(one.component, images);
    for (const zeroth::NamedTensor& tensor : said.all()) {
      all.push_back({one.component.place(), "forward()", tensor.tensor});
    }
  }
  return all;
}

zeroth::NamedTensors parameters_of(const Experts& experts) {
  return collect(experts, [](const auto& expert) { return zeroth::parameters_of(expert); });
}

zeroth::NamedTensors state_of(const Experts& experts) {
  return collect(experts, [](const auto& expert) { return zeroth::state_of(expert); });
}

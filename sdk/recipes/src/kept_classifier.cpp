#include <ATen/TensorOperators.h>
#include <zeroth/calls.h>
#include <zeroth/recipes/kept_classifier.h>

#include <utility>

namespace zeroth::recipes {
namespace {

/// What `kept` said of the classifier of that name.
TensorMap own_tensors(const TensorMap& tensors, const std::string& name) {
  const std::string prefix = name + ".";
  TensorMap own;
  for (const NamedTensor& one : tensors.all()) {
    if (one.name.rfind(prefix, 0) == 0) own.set(one.name.substr(prefix.size()), one.tensor);
  }
  return own;
}

}  // namespace

NamedTensors kept(const TrainedClassifier& trained, const std::string& name) {
  NamedTensors all;
  for (const NamedTensor& one : trained.tensors()) {
    all.push_back({name + "." + one.name, one.tensor});
  }
  return all;
}

std::unique_ptr<TrainedClassifier> restored(const Handle<Classifier>& classifier,
                                            const TensorMap& tensors, const std::string& name) {
  return zeroth::restored(classifier, own_tensors(tensors, name));
}

std::unique_ptr<TrainedClassifier> for_classes(const Handle<Classifier>& classifier,
                                               const TensorMap& tensors, const std::string& name,
                                               const at::Tensor& outputs,
                                               const std::function<ClassifierRows()>& rows,
                                               at::Generator rng) {
  const auto* keeps = classifier.ability<KeepsClasses>();
  const bool is_any_new = outputs.lt(0).any().item<bool>();
  if (is_any_new || !keeps) return train(classifier, rows(), std::move(rng));
  const TensorMap before = own_tensors(tensors, name);
  return classifier.call("with_outputs()",
                         [&](auto&) { return keeps->with_outputs(before, outputs); });
}

}  // namespace zeroth::recipes

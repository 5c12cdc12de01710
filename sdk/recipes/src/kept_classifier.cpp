#include <zeroth/calls.h>
#include <zeroth/recipes/kept_classifier.h>

namespace zeroth::recipes {

NamedTensors kept(const TrainedClassifier& trained, const std::string& name) {
  NamedTensors all;
  for (const NamedTensor& one : trained.tensors()) {
    all.push_back({name + "." + one.name, one.tensor});
  }
  return all;
}

std::unique_ptr<TrainedClassifier> restored(const Handle<Classifier>& classifier,
                                            const TensorMap& tensors, const std::string& name) {
  const std::string prefix = name + ".";
  TensorMap own;
  for (const NamedTensor& one : tensors.all()) {
    if (one.name.rfind(prefix, 0) == 0) own.set(one.name.substr(prefix.size()), one.tensor);
  }
  return zeroth::restored(classifier, own);
}

}  // namespace zeroth::recipes

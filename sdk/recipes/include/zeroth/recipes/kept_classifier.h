#pragma once

#include <zeroth/call.h>
#include <zeroth/classifier.h>

#include <memory>
#include <string>

namespace zeroth::recipes {

/// What a trained classifier keeps, for `Predictor::tensors`; each name comes behind `name` + ".".
NamedTensors kept(const TrainedClassifier& trained, const std::string& name);

/// The classifier of which `kept` said that.
/// @throws Failure naming the classifier where it cannot be made of it.
std::unique_ptr<TrainedClassifier> restored(const Handle<Classifier>& classifier,
                                            const TensorMap& tensors, const std::string& name);

}  // namespace zeroth::recipes

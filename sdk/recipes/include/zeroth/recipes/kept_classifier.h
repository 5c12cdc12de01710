#pragma once

#include <zeroth/call.h>
#include <zeroth/classifier.h>

#include <functional>
#include <memory>
#include <string>

namespace zeroth::recipes {

/// What a trained classifier keeps, for `Predictor::tensors`; each name comes behind `name` + ".".
NamedTensors kept(const TrainedClassifier& trained, const std::string& name);

/// The classifier of which `kept` said that.
/// @throws Failure naming the classifier where it cannot be made of it.
std::unique_ptr<TrainedClassifier> restored(const Handle<Classifier>& classifier,
                                            const TensorMap& tensors, const std::string& name);

/// The same classifier for other classes: it stays as it is where no class is new and it can do
/// without some (KeepsClasses), else it learns anew. Learning on from what it knew would favour the
/// classes that it has seen longer: 36 classes added one after the other to f-CLSWGAN on CUB took H
/// from 28 to 7.
/// @param outputs [K] int64: the output that each class had, or -1 for one that is new
/// @param rows what it learns from, asked for only where it has to learn
std::unique_ptr<TrainedClassifier> for_classes(const Handle<Classifier>& classifier,
                                               const TensorMap& tensors, const std::string& name,
                                               const at::Tensor& outputs,
                                               const std::function<ClassifierRows()>& rows,
                                               at::Generator rng);

}  // namespace zeroth::recipes

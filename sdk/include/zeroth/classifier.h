#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <zeroth/component.h>
#include <zeroth/plugin.h>
#include <zeroth/tensors.h>

#include <cstdint>
#include <memory>

namespace zeroth {

/// What a final classifier learns from.
struct ClassifierRows {
  at::Tensor features;         ///< [n,P] float32
  at::Tensor targets;          ///< [n] int64 in [0,outputs)
  std::int64_t outputs = 0;    ///< K
  at::Tensor descriptors;      ///< [K,d] of those classes
  std::int64_t per_class = 0;  ///< synthetic rows of an unseen class
};

/// A classifier that has learned. It keeps all that it knows in `tensors()`.
class ZEROTH_API TrainedClassifier {
 public:
  virtual ~TrainedClassifier();
  /// Scores [N,K] of features [N,P], row by row; the larger, the likelier.
  virtual at::Tensor scores(const at::Tensor& features) const = 0;
  /// What `Classifier::restored` makes the same one of, under stable names.
  virtual NamedTensors tensors() const = 0;
};

/// Learns to tell classes apart from real and synthetic rows, anew for every evaluation.
class ZEROTH_API Classifier : public Component {
 public:
  ~Classifier() override;
  /// Leaves the component itself as it was. All randomness comes from `rng`.
  virtual std::unique_ptr<TrainedClassifier> train(const ClassifierRows& rows,
                                                   at::Generator rng) const = 0;
  /// What `TrainedClassifier::tensors` gave.
  virtual std::unique_ptr<TrainedClassifier> restored(const TensorMap& tensors) const = 0;
};

/// A classifier that need not begin anew when a class goes.  [since SDK 1.1]
class ZEROTH_API KeepsClasses {
 public:
  virtual ~KeepsClasses();
  /// The trained one that gave `before`, for some of its classes.
  /// @param outputs [K] int64: the output that each class had
  virtual std::unique_ptr<TrainedClassifier> with_outputs(const TensorMap& before,
                                                          const at::Tensor& outputs) const = 0;
};

}  // namespace zeroth

/// Exports `CLASS` as the plugin `classifier.NAME`. One library holds one plugin.
#define ZEROTH_CLASSIFIER(CLASS, NAME, VERSION) \
  ZEROTH_PLUGIN(CLASS, ::zeroth::Classifier, "classifier." NAME, VERSION, "Classifier/1")

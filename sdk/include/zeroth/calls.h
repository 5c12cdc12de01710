#pragma once

#include <zeroth/abilities.h>
#include <zeroth/call.h>
#include <zeroth/classifier.h>
#include <zeroth/expert.h>
#include <zeroth/generator.h>
#include <zeroth/loss.h>
#include <zeroth/ood_scorer.h>
#include <zeroth/student.h>
#include <zeroth/teacher.h>

#include <cstdint>
#include <memory>
#include <string>

// One function for each call of a plugin's component: the name that messages use, the call itself
// and the check of the shape of what it gives stand together, once.
//
// Each throws an Error that names plugin, call and place in the pipeline.
namespace zeroth {

ZEROTH_API NamedTensors parameters_of(const Handle<Network>& network);
ZEROTH_API NamedTensors state_of(const Handle<Component>& component);

ZEROTH_API void build(const Handle<RowNetwork>& network, const Sizes& sizes, at::Generator rng);
ZEROTH_API void build(const Handle<Expert>& expert, const RegionProblem& problem,
                      at::Generator rng);

ZEROTH_API Schedule schedule_of(const Handle<Trainable>& component);
/// A scalar.
ZEROTH_API at::Tensor phase_loss(const Handle<Trainable>& component, const std::string& phase,
                                 const SeenBatch& batch, at::Generator rng);

/// Features [N,D] for attributes [N,d], `features` of them a row.
ZEROTH_API at::Tensor sample(const Handle<Generator>& generator, const at::Tensor& attributes,
                             std::int64_t features, at::Generator rng);
/// [N,P] of features [N,D]; `reader` is the generator's own.
ZEROTH_API at::Tensor classifier_input(const Handle<Generator>& generator,
                                       const ClassifierInput& reader, const at::Tensor& features);

/// The same of what such a classifier learns from.
ZEROTH_API at::Tensor samples_of_rows(const Handle<Generator>& generator,
                                      const ClassifierSamples& able, const at::Tensor& features,
                                      at::Generator rng);
ZEROTH_API at::Tensor samples_of_classes(const Handle<Generator>& generator,
                                         const ClassifierSamples& able,
                                         const at::Tensor& attributes, at::Generator rng);

/// Embedding [N,E] and logits [N,any] of features [N,D].
ZEROTH_API Classified classify(const Handle<Teacher>& teacher, const at::Tensor& features);
ZEROTH_API Classified classify(const Handle<Student>& student, const at::Tensor& features);

ZEROTH_API void fit(const Handle<OODScorer>& scorer, const Scores& train,
                    const at::Tensor& positions);
/// The same calls of what a component can do beyond its kind.
ZEROTH_API Head head_of(const Handle<Teacher>& teacher, const ClassifierHead& able);
ZEROTH_API void read_head(const Handle<OODScorer>& scorer, ReadsHead& able, const Head& head);
ZEROTH_API Classified classify_training(const Handle<Student>& student, TrainsDifferently& able,
                                        const at::Tensor& features, std::int64_t classes,
                                        at::Generator rng);
ZEROTH_API at::Tensor score(const Handle<OODScorer>& scorer, const InputScore& able,
                            const at::Tensor& features, const Scores& with_graph);
ZEROTH_API at::Tensor perturb(const Handle<OODScorer>& scorer, const FeaturePerturbation& able,
                              const at::Tensor& features, const Scores& with_graph);

/// [N] of what the network says of N rows.
ZEROTH_API at::Tensor score(const Handle<OODScorer>& scorer, const Scores& scores);

/// What the expert declares, in the shapes that it declares.
ZEROTH_API TensorMap forward(const Handle<Expert>& expert, const RegionBatch& images);
ZEROTH_API std::unique_ptr<TrainedClassifier> train(const Handle<Classifier>& classifier,
                                                    const ClassifierRows& rows, at::Generator rng);
/// The one that said `tensors` of itself.
ZEROTH_API std::unique_ptr<TrainedClassifier> restored(const Handle<Classifier>& classifier,
                                                       const TensorMap& tensors);
/// [N,K] of features [N,P]; `classifier` is who trained it.
ZEROTH_API at::Tensor scores(const Handle<Classifier>& classifier, const TrainedClassifier& trained,
                             const at::Tensor& features, std::int64_t outputs);

/// A scalar.
ZEROTH_API at::Tensor compute(const Handle<Loss>& loss, const TensorMap& in);

}  // namespace zeroth

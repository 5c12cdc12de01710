#pragma once

#include <zeroth/abilities.h>
#include <zeroth/expert.h>
#include <zeroth/generator.h>
#include <zeroth/loss.h>
#include <zeroth/ood_scorer.h>
#include <zeroth/student.h>
#include <zeroth/teacher.h>

#include <cstdint>

#include "host/engine/handle.h"

// One function for each call of a plugin's component: the name that messages use, the call itself
// and the check of the shape of what it gives stand together, once.
//
// Each throws Failure(run_failed) that names plugin, call and place in the pipeline.
namespace zeroth::host {

NamedTensors parameters_of(const Handle<Network>& network);
NamedTensors state_of(const Handle<Component>& component);

void build(const Handle<RowNetwork>& network, const Sizes& sizes, at::Generator rng);
void build(const Handle<Expert>& expert, const RegionProblem& problem, at::Generator rng);

Schedule schedule_of(const Handle<Trainable>& component);
/// A scalar.
at::Tensor phase_loss(const Handle<Trainable>& component, const std::string& phase,
                      const SeenBatch& batch, at::Generator rng);

/// Features [N,D] for attributes [N,d], `features` of them a row.
at::Tensor sample(const Handle<Generator>& generator, const at::Tensor& attributes,
                  std::int64_t features, at::Generator rng);
/// [N,P] of features [N,D]; `reader` is the generator's own.
at::Tensor classifier_input(const Handle<Generator>& generator, const ClassifierInput& reader,
                            const at::Tensor& features);

/// Embedding [N,E] and logits [N,any] of features [N,D].
Classified classify(const Handle<Teacher>& teacher, const at::Tensor& features);
Classified classify(const Handle<Student>& student, const at::Tensor& features);

void fit(const Handle<OODScorer>& scorer, const Scores& train, const at::Tensor& positions);
/// The same calls of what a component can do beyond its kind.
Head head_of(const Handle<Teacher>& teacher, const ClassifierHead& able);
void read_head(const Handle<OODScorer>& scorer, ReadsHead& able, const Head& head);
Classified classify_training(const Handle<Student>& student, TrainsDifferently& able,
                             const at::Tensor& features, std::int64_t classes, at::Generator rng);
at::Tensor score(const Handle<OODScorer>& scorer, const InputScore& able,
                 const at::Tensor& features, const Scores& with_graph);
at::Tensor perturb(const Handle<OODScorer>& scorer, const FeaturePerturbation& able,
                   const at::Tensor& features, const Scores& with_graph);

/// [N] of what the network says of N rows.
at::Tensor score(const Handle<OODScorer>& scorer, const Scores& scores);

TensorMap forward(const Handle<Expert>& expert, const RegionBatch& images);
/// A scalar.
at::Tensor compute(const Handle<Loss>& loss, const TensorMap& in);

}  // namespace zeroth::host

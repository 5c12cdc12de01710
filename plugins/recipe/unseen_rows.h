#pragma once

#include <zeroth/call.h>
#include <zeroth/classifier.h>
#include <zeroth/generator.h>
#include <zeroth/recipe.h>
#include <zeroth/training_problem.h>

#include <cstdint>

/// Rows for a classifier of the unseen classes alone: T1 of conventional zero-shot learning, and
/// the unseen expert of two stages. `synthetic` [U*per_class,P], class by class; below them the
/// labelled rows of a few-shot problem.
zeroth::ClassifierRows unseen_rows(const at::Tensor& synthetic,
                                   const zeroth::Handle<zeroth::Generator>& generator,
                                   const zeroth::TrainingProblem& problem, std::int64_t per_class);

/// Which output of the classifier of the unseen classes alone each of them had before, or -1: [U].
at::Tensor unseen_outputs(const zeroth::ClassesBefore& before, const zeroth::Classes& classes);

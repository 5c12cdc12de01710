#include <fmt/format.h>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/recipe_at_work.h"
#include "host/conformance/recipe_pipeline.h"
#include "host/conformance/specimen.h"
#include "host/course/restored_recipe.h"

namespace zeroth::host::checks {
namespace {

/// What the recipe says and saves once it is trained.
TensorMap end_of(RecipeAtWork& work) {
  work.train_until(kRecipeEpochs);
  TensorMap all = copies(work.state());
  const auto predictor = work.predictor();
  const TensorMap said = work.said(*predictor, work.rows(0, kRows));
  for (const NamedTensor& one : said.all()) all.set(one.name, one.tensor.clone());
  return all;
}

TensorMap undisturbed(const Subject& subject) {
  RecipeAtWork work(subject, {});
  return end_of(work);
}

Verdict same(const std::string& found, const char* when) {
  return found.empty() ? passed() : failed(found + when);
}

}  // namespace

Verdict looks_change_nothing(const Subject& subject) {
  RecipeAtWork watched(subject, {});
  watched.train_until(1);
  for (const std::int64_t first : {std::int64_t{0}, kRows}) {
    watched.said(*watched.predictor(), watched.rows(first, kRows));
  }
  return same(difference(undisturbed(subject), end_of(watched)),
              " once somebody looked between two epochs: whatever predictor() draws or trains must "
              "not be noticed by the training; see TrainingProblem::fresh_stream()");
}

Verdict scores_stay(const Subject& subject) {
  RecipeAtWork work(subject, {});
  work.train_until(kRecipeEpochs);
  const auto predictor = work.predictor();
  const at::Tensor rows = work.rows(0, kRows);
  const TensorMap first = copies(work.said(*predictor, rows).all());
  work.said(*predictor, work.rows(kRows, kRows));
  return same(difference(first, work.said(*predictor, rows)),
              " once the predictor scored other rows: it learns from what it is asked");
}

Verdict resumes(const Subject& subject) {
  RecipeAtWork first(subject, {});
  first.train_until(1);
  const TensorMap saved = copies(first.state());
  const TensorMap whole = end_of(first);
  RecipeAtWork second(subject, {});
  second.restore(saved);
  return same(difference(whole, end_of(second)),
              " in a run that goes on from what was saved after the first epoch: state() does not "
              "hold all that decides");
}

Verdict after_training_again(const Subject& subject) {
  RecipeAtWork twice(subject, {});
  twice.call_after_training_twice();
  return same(difference(undisturbed(subject), end_of(twice)),
              " once after_training() is called twice, as in a run that goes on: it must depend on "
              "nothing but what that training left");
}

Verdict leaves_a_model(const Subject& subject) {
  RecipeAtWork work(subject, {});
  work.train_until(kRecipeEpochs);
  const auto predictor = work.predictor();
  const at::Tensor rows = work.rows(0, kRows);
  const TensorMap said = copies(work.said(*predictor, rows).all());
  const TensorMap kept = copies(model_tensors(work.built(), *predictor));
  const RecipeOfModel model(subject, kept);
  return same(difference(said, work.said(model.predictor(), rows)),
              " in a model: Predictor::tensors() does not hold all that it was trained for, or "
              "restored() makes another predictor of it");
}

}  // namespace zeroth::host::checks

#include "plugins/recipe/unseen_rows.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/where.h>
#include <zeroth/recipes/synthesis.h>

at::Tensor unseen_outputs(const zeroth::ClassesBefore& before, const zeroth::Classes& classes) {
  const at::Tensor was = before.columns.index_select(0, classes.unseen);
  return at::where(was.ge(0), at::searchsorted(before.unseen, was), was);
}

zeroth::ClassifierRows unseen_rows(const at::Tensor& synthetic,
                                   const zeroth::Handle<zeroth::Generator>& generator,
                                   const zeroth::TrainingProblem& problem, std::int64_t per_class) {
  const zeroth::Classes& classes = problem.classes();
  zeroth::ClassifierRows rows;
  rows.features = synthetic;
  rows.outputs = classes.unseen.size(0);
  rows.targets = at::arange(rows.outputs, classes.unseen.options())
                     .unsqueeze(1)
                     .expand({-1, per_class})
                     .reshape({-1});
  rows.descriptors = classes.attributes.index_select(0, classes.unseen);
  rows.per_class = per_class;
  if (problem.setting() != "few-shot") return rows;
  const at::Tensor shots = zeroth::recipes::shots_input(
      generator, problem, problem.fresh_stream("shots of the unseen classifier"));
  rows.features = at::cat({rows.features, shots});
  rows.targets =
      at::cat({rows.targets, at::searchsorted(classes.unseen, problem.shots().labels())});
  return rows;
}

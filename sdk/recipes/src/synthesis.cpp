#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/randint.h>
#include <zeroth/abilities.h>
#include <zeroth/calls.h>
#include <zeroth/class_rows.h>
#include <zeroth/empty_rows.h>
#include <zeroth/recipes/synthesis.h>
#include <zeroth/row_chunks.h>

#include <utility>
#include <vector>

namespace zeroth::recipes {
namespace {

constexpr const char* kFewShot = "few-shot";

/// classifier_input() of rows that a classifier learns from.
at::Tensor finite_input(const Handle<Generator>& generator, const at::Tensor& features) {
  const Answer answer = input_answer(generator, features);
  expect_finite(answer, "row");
  return answer.tensor;
}

/// Numbers of training rows: `per_class` of every seen class, drawn with replacement.
at::Tensor balanced_rows(const TrainingProblem& problem, std::int64_t per_class,
                         at::Generator rng) {
  std::vector<at::Tensor> chosen;
  for (std::int64_t c = 0; c < problem.sizes().seen; ++c) {
    const at::Tensor of = problem.positions().eq(c).nonzero().squeeze(1);
    if (of.size(0) == 0) continue;
    chosen.push_back(of.index_select(0, at::randint(of.size(0), {per_class}, rng, of.options())));
  }
  return at::cat(chosen);
}

/// Real rows as a classifier learns them.
at::Tensor real_input(const Handle<Generator>& generator, const at::Tensor& features,
                      at::Generator rng) {
  const auto* draws = generator.ability<ClassifierSamples>();
  if (!draws) return finite_input(generator, features);
  const at::Tensor drawn =
      in_chunks(features.size(0), kRowsAtATime, [&](std::int64_t start, std::int64_t count) {
        return samples_of_rows(generator, *draws, features.narrow(0, start, count), rng);
      });
  expect_finite({generator.place(), "samples_of_rows()", drawn}, "row");
  return drawn;
}

ClassRows rows_of_unseen(const Handle<Generator>& generator, const TrainingProblem& problem,
                         std::int64_t per_class) {
  const Classes& classes = problem.classes();
  return {generator, classes.attributes.index_select(0, classes.unseen), per_class,
          problem.features().size(1)};
}

}  // namespace

at::Tensor unseen_labels(const Classes& classes, std::int64_t per_class) {
  return classes.unseen.unsqueeze(1).expand({-1, per_class}).reshape({-1});
}

at::Tensor classifier_input(const Handle<Generator>& generator, const at::Tensor& features) {
  const auto* maps = generator.ability<ClassifierInput>();
  if (!maps) return features;
  const at::NoGradGuard no_gradient;
  return in_chunks(features.size(0), kRowsAtATime, [&](std::int64_t start, std::int64_t count) {
    return zeroth::classifier_input(generator, *maps, features.narrow(0, start, count));
  });
}

Answer input_answer(const Handle<Generator>& generator, const at::Tensor& features) {
  return {generator.place(), "classifier_input()", classifier_input(generator, features)};
}

at::Tensor synthesise(const Handle<Generator>& generator, const TrainingProblem& problem,
                      std::int64_t per_class, at::Generator rng) {
  const at::Tensor all = make_rows(rows_of_unseen(generator, problem, per_class), std::move(rng));
  expect_finite({generator.place(), "sample()", all}, "synthetic row");
  return all;
}

at::Tensor unseen_input(const Handle<Generator>& generator, const TrainingProblem& problem,
                        std::int64_t per_class, at::Generator rng) {
  if (!generator.ability<ClassifierSamples>()) {
    return finite_input(generator, synthesise(generator, problem, per_class, std::move(rng)));
  }
  ClassRows rows = rows_of_unseen(generator, problem, per_class);
  rows.for_classifier = true;
  const at::Tensor drawn = make_rows(rows, std::move(rng));
  expect_finite({generator.place(), "samples_of_classes()", drawn}, "synthetic row");
  return drawn;
}

at::Tensor shots_input(const Handle<Generator>& generator, const TrainingProblem& problem,
                       at::Generator rng) {
  const at::NoGradGuard no_gradient;
  return real_input(generator, problem.shots().features(), std::move(rng));
}

AugmentedRows augment(const Handle<Generator>& generator, const TrainingProblem& problem,
                      const RowCounts& counts, at::Generator rng) {
  const at::NoGradGuard no_gradient;
  const at::Tensor unseen = unseen_input(generator, problem, counts.unseen_per_class, rng);
  at::Tensor features = problem.features(), labels = problem.labels();
  if (counts.seen_per_class > 0) {
    const at::Tensor chosen = balanced_rows(problem, counts.seen_per_class, rng);
    const at::Tensor all = features;
    features = in_chunks(chosen.size(0), kRowsAtATime, [&](std::int64_t start, std::int64_t count) {
      return all.index_select(0, chosen.narrow(0, start, count));
    });
    labels = labels.index_select(0, chosen);
  }
  if (problem.setting() == kFewShot) {
    features = below_each_other({features, problem.shots().features()});
    labels = at::cat({labels, problem.shots().labels()});
  }
  AugmentedRows rows;
  rows.real = labels.size(0);
  rows.labels = at::cat({labels, unseen_labels(problem.classes(), counts.unseen_per_class)});
  rows.features = below_each_other({real_input(generator, features, std::move(rng)), unseen});
  return rows;
}

}  // namespace zeroth::recipes

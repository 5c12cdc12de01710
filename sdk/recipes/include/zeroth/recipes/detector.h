#pragma once

#include <zeroth/abilities.h>
#include <zeroth/call.h>
#include <zeroth/finite.h>
#include <zeroth/ood_scorer.h>
#include <zeroth/teacher.h>

#include <vector>

namespace zeroth::recipes {

/// A teacher's out-of-distribution score. Larger = more like a seen class.
class Detector {
 public:
  Detector() = default;
  /// @throws Failure(bad_configuration) where the scorer reads a head that the teacher has not.
  Detector(Handle<Teacher> teacher, Handle<OODScorer> scorer);

  /// Embedding [N,E] and logits [N,S] of features [N,D]; a gradient flows to the features.
  Scores teach(const at::Tensor& features) const;
  /// Score [N] of features whose `teach` is `scores`. Where the scorer perturbs features, the
  /// perturbation is a constant: the gradient flows to the features as if it were not there. Where
  /// it differentiates by the features, the teacher is asked once more.
  at::Tensor score(const at::Tensor& features, const Scores& scores) const;
  /// Hands the scorer the teacher's head, where it reads one, and fits a scorer that learns, on
  /// what the trained teacher says of training rows; `positions` [N] int64 are the places of their
  /// labels among the seen classes.
  /// @throws Failure(run_failed) where the teacher says what is not finite.
  void fit(const Scores& train, const at::Tensor& positions) const;
  /// Instead of `fit`, where the scorer has again what it learned: hands it the teacher's head.
  void restore() const;
  /// The scores of training rows, for a threshold or a mean.
  /// @throws Failure(run_failed) naming the row whose score is not finite.
  at::Tensor training_scores(const at::Tensor& features, const Scores& train) const;
  /// What teacher and scorer say of features [N,D]; see Predictor.
  std::vector<Answer> answers(const at::Tensor& features) const;

 private:
  at::Tensor input_score(const InputScore& scorer, const at::Tensor& features) const;
  void hand_over_head() const;
  at::Tensor perturbed(const at::Tensor& features) const;

  std::vector<Answer> taught(const Scores& scores) const;

  Handle<Teacher> teacher_;
  Handle<OODScorer> scorer_;
};

}  // namespace zeroth::recipes

#pragma once

#include <zeroth/generator.h>
#include <zeroth/student.h>

#include <vector>

#include "host/base/json.h"
#include "host/engine/composer.h"
#include "host/recipes/detector.h"
#include "host/recipes/ood_vectors.h"
#include "host/recipes/weighted_loss.h"
#include "host/train/joint_term.h"
#include "host/train/random_streams.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// The modules that D3GZSL joins. The teacher is trained before the first use.
struct D3gzslModules {
  Handle<Generator> generator;
  Handle<Student> student;
  Detector detector;
};

/// One of the pipeline's losses.
struct JointLoss {
  WeightedLoss loss;
  bool mixed = false;  ///< reads all rows, or the real ones only
};

/// Omega of D3GZSL (host/recipes/README.md, d3gzsl): weight times the sum of the losses, on freshly
/// synthesised rows of every unseen class above the real rows of the batch.
class D3gzslTerm final : public JointTerm {
 public:
  D3gzslTerm(const RecipeInputs& inputs, D3gzslModules modules);

  std::vector<Term> terms(const SeenBatch& batch, const at::Tensor& rows,
                          at::Generator rng) override;
  std::vector<FusedOptimiser>& optimisers() override { return optimisers_; }
  /// A student that nothing moves classifies as it began; projector and gate move where a loss
  /// reads them.
  void nothing_moves(const FusedOptimiser& optimiser) const override;

  /// Keeps what the trained teacher says of the training rows, and fits what depends on it: the
  /// scorer, and mean and deviation of its score.
  void teacher_trained();

  /// Parameters of student, projector and gate, and what else the student keeps. What
  /// `teacher_trained` fits follows from the teacher.
  NamedTensors state() const;

 private:
  struct Rows;
  void make_optimisers(const RecipeInputs& inputs);
  Rows compute(const SeenBatch& batch, const Scores& taught, at::Generator rng) const;
  at::Tensor standardised_score(const at::Tensor& features, const Scores& scores) const;
  NamedTensors parameters() const;

  D3gzslModules modules_;
  const TrainingData& data_;
  double weight_ = 1e-4;
  bool weight_on_student_ = true;
  bool standardise_ = false;
  bool reads_ood_ = false;
  Scores taught_;  // of all training rows, as the teacher no longer changes
  Gate gate_;
  Projector projector_;
  at::Tensor score_mean_, score_deviation_;       // [1]
  at::Tensor unseen_labels_, unseen_attributes_;  // [U*per_class], [U*per_class,d]
  std::vector<JointLoss> losses_;
  std::vector<FusedOptimiser> optimisers_;
};

}  // namespace zeroth::host

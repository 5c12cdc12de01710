#pragma once

#include <zeroth/expert.h>

#include <string>
#include <vector>

#include "host/recipes/declared_shapes.h"
#include "host/recipes/recipe_inputs.h"

namespace zeroth::host {

/// The experts of a pipeline, built for its data. They keep their names: tensors of the expert
/// "fine" are "fine/scores", its parameters "fine.V".
class Experts {
 public:
  explicit Experts(const RecipeInputs& inputs);

  struct Named {
    std::string name;
    Handle<Expert> expert;
    DeclaredShapes shapes;
  };
  const std::vector<Named>& all() const { return all_; }
  std::vector<std::string> names() const;

  /// What all of them say of a batch, by "expert/tensor".
  TensorMap forward(const RegionBatch& images) const;
  /// The same, by who said it; see Predictor.
  std::vector<Answer> answers(const RegionBatch& images) const;
  NamedTensors parameters() const;
  NamedTensors state() const;

 private:
  void build(const Named& one, const RegionProblem& problem, RandomStreams& streams) const;
  std::vector<Named> all_;
};

}  // namespace zeroth::host

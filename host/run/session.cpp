#include "host/run/session.h"

#include <utility>

namespace zeroth::host {

Session::Session(Json pipeline, const Composer& composer, ProblemData problem)
    : pipeline_(std::move(pipeline)),
      training_(std::move(problem.training)),
      evaluator_(std::move(problem.test)),
      streams_(pipeline_.at("seed").get<std::uint64_t>()),
      recipe_(make_recipe({pipeline_, composer, training_, streams_})) {}

NamedTensors Session::state() {
  NamedTensors all = recipe_->state();
  for (NamedTensor& one : streams_.state()) all.push_back(std::move(one));
  return all;
}

void Session::restore(const TensorMap& saved) {
  recipe_->restore(saved);
  streams_.restore(saved);
}

}  // namespace zeroth::host

#include "host/course/checked_predictor.h"

#include <utility>

#include "host/engine/plugin_call.h"

namespace zeroth::host {

CheckedPredictor::CheckedPredictor(const Handle<Recipe>& recipe, const char* call,
                                   std::unique_ptr<Predictor> predictor, const Sizes& sizes)
    : recipe_(recipe), predictor_(std::move(predictor)), sizes_(sizes) {
  if (predictor_) return;
  recipe_.call(call, [](Recipe&) { throw Error("it gave no predictor"); });
}

at::Tensor CheckedPredictor::scores(const Samples& samples) const {
  at::Tensor all = call("scores()", [&](const Predictor& p) { return p.scores(samples); });
  expect_shape(all, {samples.count(), sizes_.classes}, recipe_.place(), "scores()");
  return all;
}

bool CheckedPredictor::has_unseen_classifier() const { return predictor_->has_unseen_classifier(); }

at::Tensor CheckedPredictor::unseen_scores(const Samples& samples) const {
  at::Tensor all =
      call("unseen_scores()", [&](const Predictor& p) { return p.unseen_scores(samples); });
  expect_shape(all, {samples.count(), sizes_.classes - sizes_.seen}, recipe_.place(),
               "unseen_scores()");
  return all;
}

std::vector<Answer> CheckedPredictor::answers(const Samples& samples) const {
  return call("answers()", [&](const Predictor& p) { return p.answers(samples); });
}

bool CheckedPredictor::oracle_gate() const { return predictor_->oracle_gate(); }

NamedTensors CheckedPredictor::tensors() const {
  return call("tensors()", [](const Predictor& p) { return p.tensors(); });
}

NamedTensors CheckedPredictor::kept() const {
  return call("kept()", [](const Predictor& p) { return p.kept(); });
}

}  // namespace zeroth::host

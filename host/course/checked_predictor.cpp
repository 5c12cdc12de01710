#include "host/course/checked_predictor.h"

#include <utility>

#include "host/engine/plugin_call.h"

namespace zeroth::host {

CheckedPredictor::CheckedPredictor(const Handle<Recipe>& recipe,
                                   std::unique_ptr<Predictor> predictor, const Sizes& sizes)
    : recipe_(recipe), predictor_(std::move(predictor)), sizes_(sizes) {
  if (predictor_) return;
  recipe_.call("predictor()", [](Recipe&) { throw Error("it gave no predictor"); });
}

at::Tensor CheckedPredictor::scores(const at::Tensor& features) const {
  at::Tensor all = call("scores()", [&](const Predictor& p) { return p.scores(features); });
  expect_shape(all, {features.size(0), sizes_.classes}, recipe_.place(), "scores()");
  return all;
}

at::Tensor CheckedPredictor::image_scores(const RegionBatch& images) const {
  at::Tensor all =
      call("image_scores()", [&](const Predictor& p) { return p.image_scores(images); });
  expect_shape(all, {images.regions.size(0), sizes_.classes}, recipe_.place(), "image_scores()");
  return all;
}

bool CheckedPredictor::has_unseen_classifier() const { return predictor_->has_unseen_classifier(); }

at::Tensor CheckedPredictor::unseen_scores(const at::Tensor& features) const {
  at::Tensor all =
      call("unseen_scores()", [&](const Predictor& p) { return p.unseen_scores(features); });
  expect_shape(all, {features.size(0), sizes_.classes - sizes_.seen}, recipe_.place(),
               "unseen_scores()");
  return all;
}

std::vector<Answer> CheckedPredictor::answers(const at::Tensor& features) const {
  return call("answers()", [&](const Predictor& p) { return p.answers(features); });
}

std::vector<Answer> CheckedPredictor::image_answers(const RegionBatch& images) const {
  return call("image_answers()", [&](const Predictor& p) { return p.image_answers(images); });
}

bool CheckedPredictor::oracle_gate() const { return predictor_->oracle_gate(); }

NamedTensors CheckedPredictor::kept() const {
  return call("kept()", [](const Predictor& p) { return p.kept(); });
}

}  // namespace zeroth::host

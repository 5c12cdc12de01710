#include "host/evaluate/predictor.h"

namespace zeroth::host {

at::Tensor Predictor::scores(const at::Tensor&) const { return {}; }
at::Tensor Predictor::image_scores(const RegionBatch&) const { return {}; }
at::Tensor Predictor::unseen_scores(const at::Tensor&) const { return {}; }
std::vector<Answer> Predictor::answers(const at::Tensor&) const { return {}; }
std::vector<Answer> Predictor::image_answers(const RegionBatch&) const { return {}; }

}  // namespace zeroth::host

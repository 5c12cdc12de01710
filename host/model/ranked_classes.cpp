#include "host/model/ranked_classes.h"

#include <ATen/ops/logsumexp.h>

#include <algorithm>
#include <cmath>

#include "host/model/best_columns.h"

namespace zeroth::host {

void rank_classes(const at::Tensor& scores, const std::vector<ModelClass>& classes,
                  std::int64_t top, const TellRow& tell) {
  const at::Tensor logits = scores.to(at::kFloat).contiguous();
  const at::Tensor sums = logits.logsumexp({1});
  const std::int64_t width = logits.size(1);
  std::vector<std::int64_t> best(static_cast<std::size_t>(std::min(top, width)));
  std::vector<RankedClass> ranked(best.size());
  for (std::int64_t i = 0; i < logits.size(0); ++i) {
    const float* row = logits.data_ptr<float>() + i * width;
    best_columns(row, width, best);
    for (std::size_t k = 0; k < best.size(); ++k) {
      const double logit = static_cast<double>(row[best[k]]) - sums.data_ptr<float>()[i];
      ranked[k] = {&classes[static_cast<std::size_t>(best[k])], std::exp(logit)};
    }
    tell(i, ranked);
  }
}

Json ranked_json(const std::vector<RankedClass>& best) {
  Json classes = Json::array();
  for (const RankedClass& one : best) {
    classes.push_back({{"class", one.of->name},
                       {"id", one.of->id},
                       {"seen", one.of->is_seen},
                       {"probability", one.probability}});
  }
  return classes;
}

}  // namespace zeroth::host

#include "host/evaluate/best_among.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_select.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace zeroth::host {

Best best_among(const at::Tensor& scores, const at::Tensor& classes) {
  constexpr std::int64_t kRows = 256;  // their chosen columns stay in the cache
  const auto rows = scores.size(0);
  Best best{at::empty({rows}, scores.options()), at::empty({rows}, classes.options())};
  for (std::int64_t start = 0; start < rows; start += kRows) {
    const auto count = std::min(kRows, rows - start);
    const at::Tensor chosen = scores.narrow(0, start, count).index_select(1, classes);
    // Of equal scores the first, which max() does not promise.
    const at::Tensor places = chosen.argmax(1);
    best.scores.narrow(0, start, count).copy_(chosen.gather(1, places.unsqueeze(1)).squeeze(1));
    at::Tensor ids = best.ids.narrow(0, start, count);
    at::index_select_out(ids, classes, 0, places);
  }
  return best;
}

Best best_of_rows(const Best& best, const at::Tensor& places) {
  return {best.scores.index_select(0, places), best.ids.index_select(0, places)};
}

at::Tensor gap(const Best& seen, const Best& unseen) {
  return seen.scores.to(at::kDouble) - unseen.scores.to(at::kDouble);
}

double sortable(double score) {
  return std::isnan(score) ? -std::numeric_limits<double>::infinity() : score;
}

}  // namespace zeroth::host

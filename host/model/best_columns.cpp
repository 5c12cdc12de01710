#include "host/model/best_columns.h"

#include <algorithm>
#include <cstddef>

namespace zeroth::host {

void best_columns(const float* scores, std::int64_t count, std::vector<std::int64_t>& best) {
  std::size_t known = 0;
  for (std::int64_t column = 0; column < count; ++column) {
    // Few columns come this far: most are behind the last of the best.
    if (known == best.size() && scores[column] <= scores[best.back()]) continue;
    std::size_t place = std::min(known, best.size() - 1);
    for (; place > 0 && scores[column] > scores[best[place - 1]]; --place) {
      best[place] = best[place - 1];
    }
    best[place] = column;
    known = std::min(known + 1, best.size());
  }
}

}  // namespace zeroth::host

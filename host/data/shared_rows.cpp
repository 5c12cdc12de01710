#include "host/data/shared_rows.h"

#include <algorithm>
#include <iterator>

namespace zeroth::host {

std::vector<std::int64_t> shared_rows(std::vector<std::int64_t> a, std::vector<std::int64_t> b) {
  std::vector<std::int64_t> shared;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
  return shared;
}

}  // namespace zeroth::host

#include "host/import/proposed_splits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "host/base/hash.h"

namespace zeroth::host {
namespace {

using Rows = std::vector<std::int64_t>;

/// A share of `among`, drawn by the names.
Rows drawn(const Rows& among, const std::vector<std::string>& names, double share,
           std::int64_t seed) {
  std::vector<std::pair<std::string, std::int64_t>> order;
  for (const auto one : among) {
    const std::string& name = names[static_cast<std::size_t>(one)];
    order.emplace_back(hash_of(fmt::format("{}/{}", seed, name)), one);
  }
  std::sort(order.begin(), order.end());
  const auto all = static_cast<std::int64_t>(among.size());
  const std::int64_t wanted = std::llround(share * static_cast<double>(all));
  const std::int64_t count = std::min(std::max<std::int64_t>(wanted, 1), all - 1);
  Rows chosen;
  for (std::int64_t i = 0; i < count; ++i) {
    chosen.push_back(order[static_cast<std::size_t>(i)].second);
  }
  return chosen;
}

Rows all_classes(const NamedClasses& classes) {
  Rows ids(classes.names.size());
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::int64_t>(i);
  return ids;
}

Rows rows_of(const NamedClasses& classes, std::int64_t id) {
  Rows rows;
  for (std::size_t i = 0; i < classes.labels.size(); ++i) {
    if (classes.labels[i] == id) rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

}  // namespace

std::string SplitRule::text() const {
  return fmt::format(
      "classes in the order of XXH3-128 of \"{0}/NAME\": the first of them, a share of {1}, are "
      "unseen; of each seen class the first images, a share of {2}, in that order of their names, "
      "are test_seen; shares are rounded, and take one and leave one where there are two",
      seed, unseen_share, test_share);
}

Splits proposed_splits(const SplitRule& rule, const NamedClasses& classes,
                       const std::vector<std::string>& images) {
  const Rows unseen = drawn(all_classes(classes), classes.names, rule.unseen_share, rule.seed);
  Splits splits;
  for (const auto id : all_classes(classes)) {
    const Rows rows = rows_of(classes, id);
    if (std::find(unseen.begin(), unseen.end(), id) != unseen.end()) {
      splits.test_unseen.insert(splits.test_unseen.end(), rows.begin(), rows.end());
      continue;
    }
    const Rows test = drawn(rows, images, rule.test_share, rule.seed);
    const std::set<std::int64_t> is_test(test.begin(), test.end());
    for (const auto row : rows) {
      (is_test.count(row) != 0 ? splits.test_seen : splits.trainval).push_back(row);
    }
  }
  return splits;
}

}  // namespace zeroth::host

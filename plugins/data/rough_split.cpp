#include "plugins/data/rough_split.h"

#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/long_work.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "plugins/data/rough_streams.h"

namespace zeroth::rough {
namespace {

using Rows = std::vector<std::int64_t>;

/// Rows of a class by their split.
struct RowsOfClass {
  Rows trained, tested_as_seen, tested_as_unseen;
};
using Classes = std::map<std::int64_t, RowsOfClass>;

Classes classes_of(const DataSet& data) {
  Classes all;
  const auto add = [&](const Rows& split, Rows RowsOfClass::*rows) {
    for (const std::int64_t row : split) {
      (all[data.labels[static_cast<std::size_t>(row)]].*rows).push_back(row);
    }
  };
  add(data.splits.trainval, &RowsOfClass::trained);
  add(data.splits.test_seen, &RowsOfClass::tested_as_seen);
  add(data.splits.test_unseen, &RowsOfClass::tested_as_unseen);
  return all;
}

/// Descriptors of some classes, every attribute in units of its deviation over them.
class Distances {
 public:
  Distances(const Matrix& attributes, const Rows& classes)
      : columns_(static_cast<std::size_t>(attributes.columns())) {
    for (const std::int64_t id : classes) {
      values_.insert(values_.end(), attributes.row(id), attributes.row(id) + attributes.columns());
    }
    const std::size_t count = classes.size();
    for (std::size_t j = 0; j < columns_; ++j) {
      double mean = 0, square = 0;
      for (std::size_t c = 0; c < count; ++c) mean += values_[c * columns_ + j];
      mean /= static_cast<double>(count);
      for (std::size_t c = 0; c < count; ++c) {
        square += (values_[c * columns_ + j] - mean) * (values_[c * columns_ + j] - mean);
      }
      const double deviation = std::sqrt(square / static_cast<double>(count));
      for (std::size_t c = 0; c < count && deviation > 0; ++c)
        values_[c * columns_ + j] /= deviation;
    }
  }

  double squared(std::size_t a, std::size_t b) const {
    double sum = 0;
    for (std::size_t j = 0; j < columns_; ++j) {
      const double difference = values_[a * columns_ + j] - values_[b * columns_ + j];
      sum += difference * difference;
    }
    return sum;
  }

 private:
  std::size_t columns_;
  std::vector<double> values_;
};

/// On the threads of the run, where a request to stop is answered.
template <class Function>
void for_each_class(std::size_t count, Function&& function) {
  constexpr std::size_t kStep = 256;
  for (std::size_t first = 0; first < count; first += kStep) {
    say_progress("the nearest classes", static_cast<std::int64_t>(first),
                 static_cast<std::int64_t>(count));
    const auto some = static_cast<std::int64_t>(std::min(kStep, count - first));
    in_parallel(some, 1, [&](std::int64_t from, std::int64_t end) {
      for (auto c = from; c < end; ++c) function(first + static_cast<std::size_t>(c));
    });
  }
}

/// Chooses classes one by one, by how near the nearest of those that are left is.
class Chooser {
 public:
  /// `order`: who is chosen among equals.
  Chooser(const Distances& distances, Rows order, bool near)
      : distances_(distances), order_(std::move(order)), near_(near) {
    const std::size_t count = order_.size();
    chosen_.assign(count, false);
    pinned_.assign(count, false);
    nearest_.assign(count, {kNone, 0});
  }

  void choose(std::size_t count) {
    if (count > 0) for_each_class(chosen_.size(), [&](std::size_t c) { look(c); });
    for (std::size_t i = 0; i < count; ++i) choose_one();
  }
  /// The rest in their order.
  void fill(std::size_t count) {
    for (const std::int64_t id : order_) {
      if (count == 0) return;
      if (chosen_[static_cast<std::size_t>(id)]) continue;
      chosen_[static_cast<std::size_t>(id)] = true;
      --count;
    }
  }
  const std::vector<bool>& chosen() const { return chosen_; }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  /// The nearest of those that are left.
  void look(std::size_t c) {
    nearest_[c] = {kNone, 0};
    for (std::size_t other = 0; other < chosen_.size(); ++other) {
      if (other == c || chosen_[other]) continue;
      const double distance = distances_.squared(c, other);
      if (nearest_[c].first == kNone || distance < nearest_[c].second) {
        nearest_[c] = {other, distance};
      }
    }
  }

  std::size_t best(bool also_pinned) const {
    std::size_t found = kNone;
    for (const std::int64_t id : order_) {
      const auto c = static_cast<std::size_t>(id);
      if (chosen_[c] || (pinned_[c] && !also_pinned)) continue;
      if (found == kNone || (near_ ? nearest_[c].second < nearest_[found].second
                                   : nearest_[c].second > nearest_[found].second)) {
        found = c;
      }
    }
    return found;
  }

  void choose_one() {
    std::size_t one = best(/*also_pinned=*/false);
    if (one == kNone) one = best(/*also_pinned=*/true);
    chosen_[one] = true;
    if (near_) pinned_[nearest_[one].first] = true;
    for (std::size_t c = 0; c < chosen_.size(); ++c) {
      if (!chosen_[c] && nearest_[c].first == one) look(c);
    }
  }

  const Distances& distances_;
  Rows order_;
  bool near_;
  std::vector<bool> chosen_, pinned_;
  std::vector<std::pair<std::size_t, double>> nearest_;  ///< and its squared distance
};

/// How far the nearest seen class of an unseen one is, on the average.
double mean_distance(const Distances& distances, const std::vector<bool>& unseen) {
  std::vector<double> least(unseen.size(), std::numeric_limits<double>::infinity());
  for_each_class(unseen.size(), [&](std::size_t u) {
    for (std::size_t s = 0; s < unseen.size() && unseen[u]; ++s) {
      if (!unseen[s]) least[u] = std::min(least[u], distances.squared(u, s));
    }
  });
  double sum = 0, count = 0;
  for (std::size_t u = 0; u < unseen.size(); ++u) {
    if (unseen[u]) sum += std::sqrt(least[u]), ++count;
  }
  return sum / count;
}

std::size_t unseen_count(double share, std::size_t classes) {
  const auto count = std::llround(share * static_cast<double>(classes));
  if (count >= 1 && count < static_cast<std::int64_t>(classes)) {
    return static_cast<std::size_t>(count);
  }
  throw Error(Fault::configuration,
              {count < 1 ? "no class would be unseen" : "no class would be seen",
               "",
               {fmt::format("\"unseen_share\" {} of {} classes that have rows is {}", share,
                            classes, count)},
               "give another share"});
}

/// Parts the rows of classes that become seen.
class Parting {
 public:
  Parting(const Splits& before, std::uint64_t seed) : seed_(seed) {
    const auto trained = static_cast<double>(before.trainval.size());
    const auto tested = static_cast<double>(before.test_seen.size());
    tests_ = tested > 0;
    share_ = trained / (trained + tested);
  }

  void part(std::int64_t id, Rows rows, Splits& splits) const {
    std::sort(rows.begin(), rows.end());
    stream_of(seed_, Stream::split, 1 + id).shuffle(rows);
    const auto all = static_cast<std::int64_t>(rows.size());
    const auto most = tests_ && all > 1 ? all - 1 : all;
    const auto wanted = std::llround(share_ * static_cast<double>(all));
    const auto trained = std::clamp<std::int64_t>(wanted, 1, most);
    const auto middle = rows.begin() + trained;
    splits.trainval.insert(splits.trainval.end(), rows.begin(), middle);
    splits.test_seen.insert(splits.test_seen.end(), middle, rows.end());
  }

 private:
  std::uint64_t seed_;
  bool tests_ = false;
  double share_ = 1;
};

Splits splits_of(const Classes& classes, const std::vector<bool>& unseen, const Parting& parting) {
  Splits splits;
  const auto add = [](const Rows& rows, Rows& split) {
    split.insert(split.end(), rows.begin(), rows.end());
  };
  std::size_t i = 0;
  for (const auto& [id, rows] : classes) {
    if (unseen[i++]) {
      for (const Rows* part : {&rows.trained, &rows.tested_as_seen, &rows.tested_as_unseen}) {
        add(*part, splits.test_unseen);
      }
    } else if (rows.trained.empty()) {
      parting.part(id, rows.tested_as_unseen, splits);
    } else {
      add(rows.trained, splits.trainval);
      add(rows.tested_as_seen, splits.test_seen);
    }
  }
  for (Rows* split : {&splits.trainval, &splits.test_seen, &splits.test_unseen}) {
    std::sort(split->begin(), split->end());
  }
  return splits;
}

}  // namespace

std::string split_again(DataSet& data, const SplitSettings& settings) {
  const Classes classes = classes_of(data);
  const std::size_t count = unseen_count(settings.share, classes.size());
  Rows ids, order;
  for (const auto& [id, rows] : classes) {
    order.push_back(static_cast<std::int64_t>(ids.size()));
    ids.push_back(id);
  }
  stream_of(settings.seed, Stream::split).shuffle(order);
  const Distances distances(data.attributes, ids);
  Chooser chooser(distances, order, settings.similarity > 0);
  const auto by_distance = static_cast<std::size_t>(
      std::llround(std::abs(settings.similarity) * static_cast<double>(count)));
  chooser.choose(by_distance);
  chooser.fill(count - by_distance);
  data.splits = splits_of(classes, chooser.chosen(), Parting(data.splits, settings.seed));
  return fmt::format(
      "another split: {} of {} classes are unseen, {} of them chosen by their distance; the "
      "nearest "
      "seen class of an unseen one is {:.3g} away on the average, in deviations of the attributes",
      count, classes.size(), by_distance, mean_distance(distances, chooser.chosen()));
}

}  // namespace zeroth::rough

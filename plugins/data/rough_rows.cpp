#include "plugins/data/rough_rows.h"

#include <fmt/format.h>
#include <zeroth/error.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_set>
#include <utility>
#include <vector>

#include "plugins/data/rough_streams.h"

namespace zeroth::rough {
namespace {

using Rows = std::vector<std::int64_t>;
using RowsByClass = std::map<std::int64_t, Rows>;

std::int64_t label_of(const DataSet& data, std::int64_t row) {
  return data.labels[static_cast<std::size_t>(row)];
}

RowsByClass training_rows(const DataSet& data) {
  RowsByClass rows;
  for (const std::int64_t row : data.splits.trainval) rows[label_of(data, row)].push_back(row);
  return rows;
}

std::int64_t size_of(const Rows& rows) { return static_cast<std::int64_t>(rows.size()); }

/// A row and where it stands in an order that follows from seed and stream, whichever others there
/// are.
struct Ranked {
  std::uint64_t rank;
  std::int64_t row;
  bool operator<(const Ranked& other) const {
    return std::pair(rank, row) < std::pair(other.rank, other.row);
  }
};

std::vector<Ranked> in_order(const Rows& rows, std::uint64_t seed, Stream stream) {
  std::vector<Ranked> ranked;
  for (const std::int64_t row : rows) ranked.push_back({stream_of(seed, stream, row).next(), row});
  std::sort(ranked.begin(), ranked.end());
  return ranked;
}

/// Of each class the first `kept` of its rows.
void keep(DataSet& data, const RowsByClass& rows_of,
          const std::map<std::int64_t, std::int64_t>& kept, std::uint64_t seed) {
  std::unordered_set<std::int64_t> stays;
  for (const auto& [id, rows] : rows_of) {
    const std::vector<Ranked> order = in_order(rows, seed, Stream::row_order);
    for (std::int64_t i = 0; i < kept.at(id); ++i) {
      stays.insert(order[static_cast<std::size_t>(i)].row);
    }
  }
  Rows& trained = data.splits.trainval;
  const auto goes = [&](std::int64_t row) { return stays.count(row) == 0; };
  trained.erase(std::remove_if(trained.begin(), trained.end(), goes), trained.end());
}

std::string count_text(const DataSet& data, std::int64_t before) {
  std::int64_t least = before, most = 0;
  for (const auto& [id, rows] : training_rows(data)) {
    least = std::min(least, size_of(rows));
    most = std::max(most, size_of(rows));
  }
  return fmt::format("{} training rows became {}, seen classes have {} to {}", before,
                     data.splits.trainval.size(), least, most);
}

[[noreturn]] void refuse(const std::string& what, const std::string& why, const std::string& fix) {
  throw Error(Fault::configuration, {what, "", {why}, fix});
}

/// All rows but one of each class, the last of it.
std::vector<Ranked> rows_to_choose_from(const RowsByClass& rows_of, std::uint64_t seed) {
  std::vector<Ranked> all;
  for (const auto& [id, rows] : rows_of) {
    const std::vector<Ranked> ranked = in_order(rows, seed, Stream::noisy_rows);
    all.insert(all.end(), ranked.begin(), ranked.end() - 1);
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// Whose labels become wrong.
Rows noisy_rows(const DataSet& data, const RowsByClass& rows_of, double share, std::uint64_t seed) {
  if (rows_of.size() < 2) {
    refuse("label noise needs at least two seen classes",
           fmt::format("{} has training rows of {}", data.name, rows_of.size()),
           "leave \"label_noise\" at 0");
  }
  const auto all = static_cast<double>(data.splits.trainval.size());
  const auto count = static_cast<std::size_t>(std::llround(share * all));
  const std::vector<Ranked> choice = rows_to_choose_from(rows_of, seed);
  if (count > choice.size()) {
    const double most = std::floor(1e4 * static_cast<double>(choice.size()) / all) / 1e4;
    refuse("label noise would leave a class without rows of its own",
           fmt::format("{} of {} training rows would be noisy; {} seen classes keep one each",
                       count, all, rows_of.size()),
           choice.empty() ? "keep more rows a class"
                          : fmt::format("lower \"label_noise\", to {} at most", most));
  }
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(choice[i].row);
  return rows;
}

std::int64_t another_of(const Rows& classes, std::int64_t label, Random random) {
  const auto own = static_cast<std::size_t>(
      std::lower_bound(classes.begin(), classes.end(), label) - classes.begin());
  const auto step = 1 + random.next() % (classes.size() - 1);
  return classes[(own + step) % classes.size()];
}

/// The classes whose rows a list names.
std::set<std::int64_t> classes_of(const DataSet& data, const Rows& rows) {
  std::set<std::int64_t> classes;
  for (const std::int64_t row : rows) classes.insert(label_of(data, row));
  return classes;
}

/// A list that names classes by their rows, where labels have changed.
void name_again(const DataSet& data, const std::set<std::int64_t>& classes, const Rows& noisy,
                Rows& list) {
  std::set<std::int64_t> rows(list.begin(), list.end());
  for (const std::int64_t row : noisy) rows.erase(row);
  for (const std::int64_t row : data.splits.trainval) {
    if (classes.count(label_of(data, row)) > 0) rows.insert(row);
  }
  list.assign(rows.begin(), rows.end());
}

}  // namespace

std::string make_long_tail(DataSet& data, double factor, std::uint64_t seed) {
  constexpr std::int64_t kFewest = 2;
  const RowsByClass rows_of = training_rows(data);
  if (rows_of.size() < 2) {
    refuse("a long tail needs at least two seen classes",
           fmt::format("{} has training rows of {}", data.name, rows_of.size()),
           "leave \"imbalance\" at 1");
  }
  Rows order;
  std::int64_t largest = 0;
  for (const auto& [id, rows] : rows_of) {
    order.push_back(id);
    largest = std::max(largest, size_of(rows));
  }
  stream_of(seed, Stream::class_order).shuffle(order);
  std::map<std::int64_t, std::int64_t> kept;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double place = static_cast<double>(k) / static_cast<double>(order.size() - 1);
    const auto wanted = std::llround(static_cast<double>(largest) * std::pow(factor, -place));
    kept[order[k]] = std::min<std::int64_t>(std::max<std::int64_t>(wanted, kFewest),
                                            size_of(rows_of.at(order[k])));
  }
  const std::int64_t before = size_of(data.splits.trainval);
  keep(data, rows_of, kept, seed);
  return fmt::format("long tail of imbalance {}: {}", factor, count_text(data, before));
}

std::string keep_few_rows(DataSet& data, std::int64_t most, std::uint64_t seed) {
  const RowsByClass rows_of = training_rows(data);
  std::map<std::int64_t, std::int64_t> kept;
  for (const auto& [id, rows] : rows_of) kept[id] = std::min(most, size_of(rows));
  const std::int64_t before = size_of(data.splits.trainval);
  keep(data, rows_of, kept, seed);
  return fmt::format("at most {} training rows a class: {}", most, count_text(data, before));
}

std::string make_labels_noisy(DataSet& data, double share, std::uint64_t seed) {
  const RowsByClass rows_of = training_rows(data);
  const std::int64_t rows = size_of(data.splits.trainval);
  const Rows noisy = noisy_rows(data, rows_of, share, seed);
  Splits& splits = data.splits;
  const auto trained = splits.train ? classes_of(data, *splits.train) : std::set<std::int64_t>();
  const auto validated = splits.val ? classes_of(data, *splits.val) : std::set<std::int64_t>();
  Rows classes;
  for (const auto& [id, of_class] : rows_of) classes.push_back(id);
  for (const std::int64_t row : noisy) {
    std::int64_t& label = data.labels[static_cast<std::size_t>(row)];
    label = another_of(classes, label, stream_of(seed, Stream::noisy_labels, row));
  }
  if (splits.train) name_again(data, trained, noisy, *splits.train);
  if (splits.val) name_again(data, validated, noisy, *splits.val);
  return fmt::format("label noise {}: {} of {} training rows have the label of another seen class",
                     share, noisy.size(), rows);
}

}  // namespace zeroth::rough

#include "host/data/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "host/base/problem.h"
#include "host/data/finite.h"

namespace zeroth::host {
namespace {

using Rows = std::vector<std::int64_t>;
using NamedRows = std::pair<const char*, const Rows*>;

std::vector<NamedRows> splits_of(const DataSet& data) {
  return {{"trainval", &data.splits.trainval},
          {"test_seen", &data.splits.test_seen},
          {"test_unseen", &data.splits.test_unseen}};
}

/// Collects what is wrong with one data set.
class Checker {
 public:
  Checker(const DataSet& data, std::string where) : data_(data), where_(std::move(where)) {}

  std::vector<Problem> references() {
    check_sizes();
    check_labels();
    for (const auto& one : splits_of(data_)) check_split(one);
    if (data_.splits.train) check_rows({"train", &*data_.splits.train});
    if (data_.splits.val) check_rows({"val", &*data_.splits.val});
    return problems_;
  }

  std::vector<Problem> everything() {
    references();
    if (!problems_.empty()) return problems_;  // what follows indexes by labels and rows
    check_overlaps();
    check_classes();
    // Regions are looked at batch by batch, when they are read.
    if (!data_.regions) check_finite("features", data_.features);
    check_finite("attributes", data_.attributes);
    check_finite("word vectors", data_.word_vectors);
    return problems_;
  }

 private:
  void add(std::string what, std::string why, std::string fix = "") {
    problems_.push_back({std::move(what), where_, {std::move(why)}, std::move(fix)});
  }

  void check_sizes() {
    const auto rows = data_.images();
    if (rows != static_cast<std::int64_t>(data_.labels.size())) {
      add("features and labels do not fit",
          fmt::format("{} feature rows, {} labels", rows, data_.labels.size()));
    }
    data_.regions ? check_region_sizes() : check_columns();
    if (data_.attributes.columns() == 0)
      add("there are no attributes", "classes have no descriptors");
    const auto names = static_cast<std::int64_t>(data_.class_names.size());
    if (names > 0 && names != data_.classes()) {
      add("attributes and class names do not fit",
          fmt::format("descriptors for {} classes, {} class names", data_.classes(), names));
    }
  }

  void check_columns() {
    if (data_.features.columns() == 0) add("there are no features", "rows have no columns");
  }

  void check_region_sizes() {
    const RegionSource& regions = *data_.regions;
    if (regions.channels() == 0 || regions.regions() == 0) {
      add("there are no features",
          fmt::format("images have {} channels and {} x {} regions", regions.channels(),
                      regions.height(), regions.width()));
    }
    if (data_.word_vectors.rows() != data_.attributes.columns()) {
      add("attributes and word vectors do not fit",
          fmt::format("classes have {} attributes, there are {} word vectors",
                      data_.attributes.columns(), data_.word_vectors.rows()),
          "give the word vectors of the same attributes in data.params.word_vectors");
    }
    if (data_.word_vectors.columns() == 0) {
      add("there are no word vectors", "they have no columns");
    }
  }

  void check_labels() {
    const auto classes = data_.classes();
    const auto outside = std::find_if(data_.labels.begin(), data_.labels.end(),
                                      [&](auto id) { return id < 0 || id >= classes; });
    if (outside == data_.labels.end()) return;
    add("a label is out of range",
        fmt::format("row {} has class {}, but there are descriptors for classes 0 to {}",
                    outside - data_.labels.begin(), *outside, classes - 1),
        "labels and attributes must come from the same data set");
  }

  void check_split(const NamedRows& split) {
    if (split.second->empty()) add("a split is empty", fmt::format("{} has no rows", split.first));
    check_rows(split);
  }

  void check_rows(const NamedRows& split) {
    const auto& [name, rows] = split;
    const auto count = static_cast<std::int64_t>(data_.labels.size());
    const auto outside =
        std::find_if(rows->begin(), rows->end(), [&](auto row) { return row < 0 || row >= count; });
    if (outside == rows->end()) return;
    add("a split names a row that does not exist",
        fmt::format("{} has row {}, the features have {} rows", name, *outside, count),
        "features and splits must come from the same data set");
  }

  void check_overlaps() {
    const auto splits = splits_of(data_);
    for (std::size_t i = 0; i < splits.size(); ++i) {
      for (std::size_t j = i; j < splits.size(); ++j) check_overlap(splits[i], splits[j]);
    }
  }

  void check_overlap(const NamedRows& one, const NamedRows& other) {
    Rows a = *one.second, b = *other.second, shared;
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    if (one.second == other.second) {
      const auto twice = std::adjacent_find(a.begin(), a.end());
      if (twice == a.end()) return;
      return add("a split names a row twice",
                 fmt::format("{} has row {} twice", one.first, *twice));
    }
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
    if (shared.empty()) return;
    add("splits overlap",
        fmt::format("{} and {} share {} rows, the first is {}", one.first, other.first,
                    shared.size(), shared.front()),
        "a test row must not be trained on");
  }

  void check_classes() {
    std::vector<bool> trained(static_cast<std::size_t>(data_.classes()), false);
    for (const auto row : data_.splits.trainval) trained[label(row)] = true;
    for (const auto row : data_.splits.test_unseen) {
      if (!trained[label(row)]) continue;
      add("an unseen class has training rows",
          fmt::format("class {} is in trainval and in test_unseen", label(row)));
      break;
    }
    for (const auto row : data_.splits.test_seen) {
      if (trained[label(row)]) continue;
      add("a seen test class has no training rows",
          fmt::format("class {} is in test_seen but not in trainval", label(row)));
      break;
    }
  }

  void check_finite(const char* name, const Matrix& matrix) {
    if (matrix.known_finite()) return;
    const float* const end = matrix.data() + matrix.rows() * matrix.columns();
    const auto at = first_not_finite(matrix);
    if (matrix.data() + at == end) return;
    const auto bad = [](float value) { return !std::isfinite(value); };
    add(fmt::format("{} hold numbers that are not finite", name),
        fmt::format("{} of them, the first in row {}, column {}",
                    std::count_if(matrix.data() + at, end, bad), at / matrix.columns(),
                    at % matrix.columns()),
        "remove those rows, or extract the features again");
  }

  std::size_t label(std::int64_t row) const {
    return static_cast<std::size_t>(data_.labels[static_cast<std::size_t>(row)]);
  }

  const DataSet& data_;
  std::string where_;
  std::vector<Problem> problems_;
};

}  // namespace

void check_references(const DataSet& data, const std::string& where) {
  std::vector<Problem> problems = Checker(data, where).references();
  if (!problems.empty()) throw Failure(Exit::bad_data, std::move(problems));
}

void check_data_set(const DataSet& data, const std::string& where) {
  std::vector<Problem> problems = Checker(data, where).everything();
  if (!problems.empty()) throw Failure(Exit::bad_data, std::move(problems));
}

}  // namespace zeroth::host

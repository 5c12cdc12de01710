#include <fmt/format.h>

#include <algorithm>

#include "host/data/findings.h"

namespace zeroth::host {
namespace {

using Numbers = std::vector<std::int64_t>;

bool holds(const Numbers& numbers, std::int64_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

/// Speaks of numbers as the files count them.
class References {
 public:
  References(const DataSet& data, Findings& findings)
      : data_(data),
        terms_(data.terms),
        labels_(static_cast<std::int64_t>(data.labels.size())),
        findings_(findings) {}

  void check() {
    check_sizes();
    check_labels();
    std::vector<NamedSplit> splits = main_splits(data_);
    check_presence(splits);
    if (data_.splits.train) splits.push_back({"train", &*data_.splits.train});
    if (data_.splits.val) splits.push_back({"val", &*data_.splits.val});
    for (const NamedSplit& one : splits) check_rows(one, splits);
  }

 private:
  void check_sizes() {
    if (data_.images() != labels_) {
      findings_.add("features and labels do not fit",
                    fmt::format("{} feature rows, {} labels", data_.images(), labels_),
                    advice_on_sizes());
    }
    data_.regions ? check_region_sizes() : check_columns();
    if (data_.attributes.columns() == 0 || data_.attributes.rows() == 0) {
      findings_.add("there are no attributes", "classes have no descriptors");
    }
    const auto names = static_cast<std::int64_t>(data_.class_names.size());
    if (names > 0 && names != data_.classes()) {
      findings_.add(
          "attributes and class names do not fit",
          fmt::format("descriptors for {} classes, {} class names", data_.classes(), names),
          advice_on_attributes(names));
    }
  }

  std::string advice_on_sizes() const {
    if (!data_.regions && data_.features.columns() == labels_) {
      return fmt::format("features has {} {} and labels {}: transpose features",
                         data_.features.columns(), terms_.feature_columns ? "rows" : "columns",
                         labels_);
    }
    if (data_.images() > 0 && labels_ == data_.images() * data_.classes()) {
      return "labels has a number for every row and class: give the number of each row's class";
    }
    return "";
  }

  /// `classes`: how many there seem to be.
  std::string advice_on_attributes(std::int64_t classes) const {
    if (data_.attributes.columns() != classes) return "";
    return fmt::format("{} looks transposed: it must be {}", terms_.attributes,
                       terms_.attribute_columns ? "[d, C], a column for each class"
                                                : "[C, d], a row for each class");
  }

  void check_columns() {
    if (data_.features.columns() == 0) {
      findings_.add("there are no features", "rows have no columns");
    }
  }

  void check_region_sizes() {
    const RegionSource& regions = *data_.regions;
    if (regions.channels() == 0 || regions.regions() == 0) {
      findings_.add("there are no features",
                    fmt::format("images have {} channels and {} x {} regions", regions.channels(),
                                regions.height(), regions.width()));
    }
    const auto attributes = data_.attributes.columns();
    if (data_.word_vectors.rows() != attributes) {
      findings_.add(
          "attributes and word vectors do not fit",
          fmt::format("classes have {} attributes, there are {} word vectors", attributes,
                      data_.word_vectors.rows()),
          data_.word_vectors.columns() == attributes
              ? "the word vectors look transposed: they must be [K, G]"
              : "give the word vectors of the same attributes in data.params.word_vectors");
    }
    if (data_.word_vectors.columns() == 0) {
      findings_.add("there are no word vectors", "they have no columns");
    }
  }

  void check_labels() {
    const auto classes = data_.classes();
    const auto outside = std::find_if(data_.labels.begin(), data_.labels.end(),
                                      [&](auto id) { return id < 0 || id >= classes; });
    if (outside == data_.labels.end()) return;
    const bool has_zero = holds(data_.labels, -terms_.first);
    const auto most = *std::max_element(data_.labels.begin(), data_.labels.end());
    findings_.add("a label is out of range",
                  fmt::format("row {} has class {}, but there are descriptors for classes {} to {}",
                              outside - data_.labels.begin() + terms_.first,
                              *outside + terms_.first, terms_.first, classes - 1 + terms_.first),
                  advice_on_labels(has_zero, most));
  }

  std::string advice_on_labels(bool has_zero, std::int64_t most) const {
    if (counts_wrongly(has_zero, most, data_.classes())) {
      return advice_on_counting("labels", has_zero, most);
    }
    const std::string advice = advice_on_attributes(most + 1);
    return advice.empty() ? "labels and attributes must come from the same data set" : advice;
  }

  void check_presence(const std::vector<NamedSplit>& splits) {
    if (splits[0].rows->empty()) {
      findings_.add("a split is empty", splits[0].name + " has no rows, or is missing",
                    "nothing can be learned without training rows");
    }
    if (!splits[1].rows->empty() || !splits[2].rows->empty()) return;
    findings_.add(
        "a split is empty",
        fmt::format("{} and {} have no rows, or are missing", splits[1].name, splits[2].name),
        "nothing can be tested without test rows");
  }

  void check_rows(const NamedSplit& split, const std::vector<NamedSplit>& all) {
    const Numbers& rows = *split.rows;
    if (is_mask(rows)) {
      return findings_.add(
          "a split is not a list of rows",
          fmt::format("{} looks like a mask of {} truth values", split.name, rows.size()),
          "give the numbers of its rows: find(mask) in MATLAB, flatnonzero(mask) in NumPy");
    }
    const auto outside =
        std::find_if(rows.begin(), rows.end(), [&](auto row) { return row < 0 || row >= labels_; });
    if (outside == rows.end()) return;
    findings_.add("a split names a row that does not exist",
                  fmt::format("{} has row {}, the features have {} rows", split.name,
                              *outside + terms_.first, labels_),
                  advice_on_rows(split, all));
  }

  std::string advice_on_rows(const NamedSplit& split, const std::vector<NamedSplit>& all) const {
    const auto holds_zero = [&](const NamedSplit& one) { return holds(*one.rows, -terms_.first); };
    // Where 0 is a row, one split with it shows how all of them count.
    const bool has_zero =
        terms_.first > 0 ? holds_zero(split) : std::any_of(all.begin(), all.end(), holds_zero);
    const auto most = *std::max_element(split.rows->begin(), split.rows->end());
    if (!counts_wrongly(has_zero, most, labels_)) {
      return "features and splits must come from the same data set";
    }
    return advice_on_counting(split.name, has_zero, most);
  }

  /// Of a list of distinct rows, two at most are 0 or 1.
  bool is_mask(const Numbers& rows) const {
    constexpr std::size_t kMost = 2;
    return rows.size() > kMost && std::all_of(rows.begin(), rows.end(), [&](auto row) {
             return row == -terms_.first || row == 1 - terms_.first;
           });
  }

  /// Files that count from 1 hold no 0. Of numbers below `count` from 0, none is `count`.
  bool counts_wrongly(bool has_zero, std::int64_t most, std::int64_t count) const {
    return terms_.first > 0 ? has_zero : !has_zero && most == count;
  }

  std::string advice_on_counting(const std::string& name, bool has_zero, std::int64_t most) const {
    const std::string seen = has_zero ? fmt::format("{} has a 0", name)
                                      : fmt::format("{} has a {} and no 0", name, most);
    return fmt::format("{}: {} counts from {}, these seem to count from {}", seen, terms_.kind,
                       terms_.first, 1 - terms_.first);
  }

  const DataSet& data_;
  const FileTerms& terms_;
  const std::int64_t labels_;
  Findings& findings_;
};

}  // namespace

void find_wrong_references(const DataSet& data, Findings& findings) {
  References(data, findings).check();
}

}  // namespace zeroth::host

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "host/data/findings.h"
#include "host/data/shared_rows.h"
#include "host/data/task.h"

namespace zeroth::host {
namespace {

using Rows = std::vector<std::int64_t>;

/// A row that is twice in a split.
std::optional<std::int64_t> doubled(Rows rows) {
  std::sort(rows.begin(), rows.end());
  const auto twice = std::adjacent_find(rows.begin(), rows.end());
  return twice == rows.end() ? std::nullopt : std::optional(*twice);
}

void find_doubled(const DataSet& data, const NamedSplit& split, Findings& findings) {
  const auto row = doubled(*split.rows);
  if (!row) return;
  findings.add("a split names a row twice",
               fmt::format("{} has row {} twice", split.name, *row + data.terms.first),
               "name each row once: it would count double");
}

void find_shared(const DataSet& data, const NamedSplit& one, const NamedSplit& other,
                 Findings& findings) {
  const Rows shared = shared_rows(*one.rows, *other.rows);
  if (shared.empty()) return;
  findings.add("splits overlap",
               fmt::format("{} and {} share {} rows, the first is {}", one.name, other.name,
                           shared.size(), shared.front() + data.terms.first),
               "a test row must not be trained on, and not be tested twice");
}

/// The sides of classes, as if every row had another number.
class Sides {
 public:
  Sides(const DataSet& data, std::int64_t shift)
      : data_(data), shift_(shift), trained_(static_cast<std::size_t>(data.classes()), false) {
    for (const auto row : data.splits.trainval) {
      if (exists(row)) trained_[static_cast<std::size_t>(label(row))] = true;
    }
  }

  /// The class of a row whose class is, or is not, trained on.
  std::optional<std::int64_t> find(const Rows& rows, bool trained) const {
    for (const auto row : rows) {
      if (exists(row) && trained_[static_cast<std::size_t>(label(row))] == trained) {
        return label(row);
      }
    }
    return std::nullopt;
  }

  bool fit() const {
    const Splits& splits = data_.splits;
    for (const Rows* rows : {&splits.trainval, &splits.test_seen, &splits.test_unseen}) {
      if (!std::all_of(rows->begin(), rows->end(), [&](auto row) { return exists(row); })) {
        return false;
      }
    }
    return !find(splits.test_unseen, true) && !find(splits.test_seen, false);
  }

 private:
  bool exists(std::int64_t row) const {
    const std::int64_t moved = row + shift_;
    return moved >= 0 && moved < static_cast<std::int64_t>(data_.labels.size());
  }
  std::int64_t label(std::int64_t row) const {
    return data_.labels[static_cast<std::size_t>(row + shift_)];
  }

  const DataSet& data_;
  std::int64_t shift_;
  std::vector<bool> trained_;
};

/// What to do about classes on the wrong side.
std::string advice(const DataSet& data) {
  const std::int64_t first = data.terms.first;
  if (!Sides(data, first > 0 ? 1 : -1).fit())
    return "labels and splits must come from the same data set";
  return fmt::format("{} counts from {}, rows of the splits seem to count from {}: {}",
                     data.terms.kind, first, 1 - first, first > 0 ? "add 1" : "subtract 1");
}

void find_wrong_sides(const DataSet& data, Findings& findings) {
  const Sides sides(data, 0);
  if (sides.fit()) return;
  const auto splits = main_splits(data);
  if (const auto id = sides.find(*splits[2].rows, true)) {
    findings.add(
        "an unseen class has training rows",
        fmt::format("{} is in {} and in {}", class_text(data, *id), splits[0].name, splits[2].name),
        advice(data));
  }
  if (const auto id = sides.find(*splits[1].rows, false)) {
    findings.add("a seen test class has no training rows",
                 fmt::format("{} is in {} but not in {}", class_text(data, *id), splits[1].name,
                             splits[0].name),
                 advice(data));
  }
}

void find_absent(const DataSet& data, Findings& findings) {
  const auto splits = main_splits(data);
  if (splits[1].rows->empty()) {
    findings.warnings.push_back(
        fmt::format("{} has no rows, or is missing: T1 is reported; U, S, H and AUSUC need it",
                    splits[1].name));
  }
  if (!splits[2].rows->empty()) return;
  if (test_task(data).unseen.empty()) {
    return findings.add("no class is unseen",
                        fmt::format("{} has no rows, or is missing, and every class has rows in {}",
                                    splits[2].name, splits[0].name),
                        "give the test rows of unseen classes");
  }
  findings.warnings.push_back(fmt::format(
      "{} has no rows, or is missing: every class without training rows counts as unseen and S "
      "is reported; U, H, T1 and AUSUC need it",
      splits[2].name));
}

}  // namespace

void find_wrong_splits(const DataSet& data, Findings& findings) {
  const auto splits = main_splits(data);
  for (auto one = splits.begin(); one != splits.end(); ++one) {
    find_doubled(data, *one, findings);
    for (auto other = std::next(one); other != splits.end(); ++other) {
      find_shared(data, *one, *other, findings);
    }
  }
  find_wrong_sides(data, findings);
  find_absent(data, findings);
}

}  // namespace zeroth::host

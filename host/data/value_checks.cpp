#include <fmt/format.h>

#include <string>

#include "host/data/findings.h"
#include "host/data/odd_numbers.h"
#include "host/data/task.h"

namespace zeroth::host {
namespace {

void check_features(const DataSet& data, Findings& findings) {
  const RowsInSplits rows(data);
  OddNumbers numbers;
  numbers.collect(data.features, 0, [&](std::int64_t row) { return rows.is_read(row); });
  const auto place_of = [&](const Met& met) {
    return fmt::format("{}, column {}", rows.text("row", met.row), met.column + data.terms.first);
  };
  tell(numbers,
       {"features", place_of, "rows of no split",
        "leave those rows out of the splits, or extract their features again"},
       findings);
}

void check_attributes(const DataSet& data, Findings& findings) {
  std::vector<bool> used(static_cast<std::size_t>(data.classes()), false);
  for (const auto id : test_task(data).classes) used[static_cast<std::size_t>(id)] = true;
  OddNumbers numbers;
  numbers.collect(data.attributes, 0,
                  [&](std::int64_t id) { return used[static_cast<std::size_t>(id)]; });
  const auto place_of = [&](const Met& met) {
    return fmt::format("{}, attribute {}", class_text(data, met.row),
                       met.column + data.terms.first);
  };
  tell(numbers,
       {"attributes", place_of, "classes of no split",
        "give descriptors of those classes, or leave their rows out of the splits"},
       findings);
}

void check_word_vectors(const DataSet& data, Findings& findings) {
  OddNumbers numbers;
  numbers.collect(data.word_vectors, 0, [](std::int64_t) { return true; });
  const auto place_of = [&](const Met& met) {
    return fmt::format("attribute {}, column {}", met.row + data.terms.first,
                       met.column + data.terms.first);
  };
  tell(numbers, {"word vectors", place_of, "", "give other word vectors of those attributes"},
       findings);
}

}  // namespace

void find_wrong_numbers(const DataSet& data, Findings& findings) {
  if (!data.regions) check_features(data, findings);
  check_attributes(data, findings);
  check_word_vectors(data, findings);
}

}  // namespace zeroth::host

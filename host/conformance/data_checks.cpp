#include <fmt/format.h>

#include <string_view>
#include <unordered_map>

#include "host/conformance/checks.h"
#include "host/conformance/read_data.h"
#include "host/data/checks.h"

namespace zeroth::host::checks {
namespace {

std::string_view bytes_of_row(const DataSet& data, std::int64_t row) {
  return {reinterpret_cast<const char*>(data.features.row(row)),
          static_cast<std::size_t>(data.features.columns()) * sizeof(float)};
}

/// Test rows that have the features of a training row.
struct Copies {
  std::int64_t tested = 0, count = 0;
  std::int64_t first = 0, original = 0;  ///< a test row, and the training row that it equals
};

Copies copies_in(const DataSet& data) {
  std::unordered_map<std::string_view, std::int64_t> trained;
  for (const std::int64_t row : data.splits.trainval) trained.emplace(bytes_of_row(data, row), row);
  Copies copies;
  for (const auto* split : {&data.splits.test_seen, &data.splits.test_unseen}) {
    for (const std::int64_t row : *split) {
      ++copies.tested;
      const auto found = trained.find(bytes_of_row(data, row));
      if (found == trained.end()) continue;
      if (copies.count == 0) copies.first = row, copies.original = found->second;
      ++copies.count;
    }
  }
  return copies;
}

}  // namespace

Verdict reads_twice(const Subject& subject) {
  const MadeReader reader(subject);
  const DataSet first = reader.read();
  std::string found = different(first, reader.read(), Numbers::all);
  if (!found.empty()) return failed(fmt::format("a second read() changes {}", found));
  found = different(first, MadeReader(subject).read(), Numbers::all);
  return found.empty() ? passed() : failed(fmt::format("another component changes {}", found));
}

Verdict sound_data(const Subject& subject) {
  const MadeReader reader(subject);
  check_data_set(reader.read(), reader.place());
  return passed();
}

Verdict outline_agrees(const Subject& subject) {
  const MadeReader reader(subject);
  const auto outline = reader.outline();
  if (!outline) return skipped("it gives no outline()");
  const std::string found = different(reader.read(), *outline, Numbers::without_features);
  if (found.empty()) return passed();
  return failed(fmt::format("outline() and read() do not agree on {}", found));
}

Verdict no_copies(const Subject& subject) {
  constexpr double kByChance = 0.01;  // of the test rows: collections hold some images twice
  const MadeReader reader(subject);
  const DataSet data = reader.read();
  check_references(data, reader.place());
  if (data.regions) return skipped("its features are regions, too many to be compared");
  const Copies copies = copies_in(data);
  if (copies.count == 0) return passed();
  const std::string why = fmt::format(
      "{} of {} test rows have the features of a training row, row {} those of row {}: a test row "
      "must not be trained on under another number, either",
      copies.count, copies.tested, copies.first, copies.original);
  const double share = static_cast<double>(copies.count) / static_cast<double>(copies.tested);
  return share > kByChance ? failed(why) : warned(why);
}

}  // namespace zeroth::host::checks

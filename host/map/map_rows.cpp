#include "host/map/map_rows.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/randperm.h>
#include <ATen/ops/tensor.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "host/base/problem.h"
#include "host/reuse/synthetic_rows.h"
#include "host/train/random_streams.h"

namespace zeroth::host {
namespace {

constexpr const char* kStream = "rows of a map";

/// Numbers of rows by their class.
using RowsByClass = std::map<std::int64_t, std::vector<std::int64_t>>;

RowsByClass by_class(const at::Tensor& labels, const at::Tensor& classes) {
  RowsByClass rows;
  const at::Tensor wanted = classes.contiguous();
  for (std::int64_t i = 0; i < wanted.size(0); ++i) rows[wanted.data_ptr<std::int64_t>()[i]];
  const at::Tensor all = labels.contiguous();
  for (std::int64_t i = 0; i < all.size(0); ++i) {
    const auto found = rows.find(all.data_ptr<std::int64_t>()[i]);
    if (found != rows.end()) found->second.push_back(i);
  }
  return rows;
}

/// At most `count` of each class, in their order.
RowsByClass drawn(RowsByClass rows, std::int64_t count, at::Generator rng) {
  for (auto& [label, numbers] : rows) {
    const auto size = static_cast<std::int64_t>(numbers.size());
    if (size <= count) continue;
    const at::Tensor order = at::randperm(size, rng, at::kLong);
    std::vector<std::int64_t> some;
    for (std::int64_t i = 0; i < count; ++i) {
      some.push_back(numbers[static_cast<std::size_t>(order.data_ptr<std::int64_t>()[i])]);
    }
    std::sort(some.begin(), some.end());
    numbers = std::move(some);
  }
  return rows;
}

/// Rows as they are gathered.
class Gathered {
 public:
  /// Of rows [m,D] those of these numbers.
  void add(const at::Tensor& rows, const RowsByClass& numbers, MapRow kind) {
    std::vector<std::int64_t> places;
    for (const auto& [label, of_class] : numbers) {
      places.insert(places.end(), of_class.begin(), of_class.end());
      note(label, of_class.size(), kind);
    }
    if (!places.empty()) parts_.push_back(rows.index_select(0, at::tensor(places, at::kLong)));
  }
  /// All of rows [m,D], whose labels are these.
  void add(const at::Tensor& rows, const std::vector<std::int64_t>& labels, MapRow kind) {
    for (const std::int64_t label : labels) note(label, 1, kind);
    if (!labels.empty()) parts_.push_back(rows);
  }
  MapRows take() {
    made_.rows = at::cat(parts_);
    return std::move(made_);
  }

 private:
  void note(std::int64_t label, std::size_t count, MapRow kind) {
    made_.kinds.insert(made_.kinds.end(), count, kind);
    made_.classes.insert(made_.classes.end(), count, static_cast<std::uint32_t>(label));
  }

  std::vector<at::Tensor> parts_;
  MapRows made_;
};

std::string note_of(const MapRows& made, const ModelRows& rows, std::uint64_t seed) {
  const auto count = [&](MapRow kind) {
    return std::count(made.kinds.begin(), made.kinds.end(), kind);
  };
  const at::Tensor is_unseen = at::isin(rows.test.labels, rows.test.unseen);
  return fmt::format(
      "{} of {} training rows of seen classes, {} of {} test rows of unseen classes and {} "
      "synthetic rows of these, drawn evenly over classes with seed {}.",
      count(MapRow::training), rows.training.rows(), count(MapRow::test),
      is_unseen.sum().item<std::int64_t>(), count(MapRow::synthetic), seed);
}

}  // namespace

MapRows map_rows(const LoadedModel& model, const ModelRows& rows, std::int64_t most,
                 std::uint64_t seed) {
  const at::Tensor &seen = rows.test.seen, &unseen = rows.test.unseen;
  const std::int64_t each = most / (seen.size(0) + 2 * unseen.size(0));
  if (each < 1) {
    throw Failure(Exit::bad_data,
                  {fmt::format("a map of {} rows has no room for {} classes", most,
                               seen.size(0) + unseen.size(0)),
                   model.card().value("name", ""),
                   {"each class is shown, unseen ones as real and as synthetic rows"},
                   ""});
  }
  RandomStreams streams(seed);
  const at::Generator rng = streams.fresh(kStream);
  const RowsByClass training = drawn(by_class(rows.training.labels, seen), each, rng);
  const RowsByClass test = drawn(by_class(rows.test.labels, unseen), each, rng);
  std::vector<std::int64_t> labels;
  for (const auto& [label, numbers] : test) {
    labels.insert(labels.end(), numbers.empty() ? static_cast<std::size_t>(each) : numbers.size(),
                  label);
  }
  Gathered gathered;
  gathered.add(rows.training.samples.features(), training, MapRow::training);
  gathered.add(rows.test.samples.features(), test, MapRow::test);
  gathered.add(synthetic_rows(model, model.problem().classes.attributes,
                              at::tensor(labels, at::kLong), seed, kStream),
               labels, MapRow::synthetic);
  MapRows made = gathered.take();
  made.note = note_of(made, rows, seed);
  return made;
}

}  // namespace zeroth::host

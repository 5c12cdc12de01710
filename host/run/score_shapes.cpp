#include "host/run/score_shapes.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/diff.h>
#include <ATen/ops/isin.h>
#include <zeroth/finite.h>

#include <cstdint>

namespace zeroth::host {
namespace {

constexpr const char* kAbout = "it does not say which rows and classes of the data set it is about";

bool is_list(const at::Tensor& tensor) {
  return tensor.defined() && tensor.dim() == 1 && tensor.scalar_type() == at::kLong;
}

/// Whether every number lies in [0, end).
bool lies_below(const at::Tensor& numbers, std::int64_t end) {
  return numbers.numel() == 0 ||
         (numbers.min().item<std::int64_t>() >= 0 && numbers.max().item<std::int64_t>() < end);
}

bool ascends(const at::Tensor& numbers) {
  return numbers.numel() < 2 || at::diff(numbers).min().item<std::int64_t>() > 0;
}

bool are_scores(const at::Tensor& tensor, std::int64_t dimensions) {
  return tensor.defined() && tensor.dim() == dimensions && tensor.size(0) > 0 &&
         (tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kDouble) &&
         all_finite(tensor);
}

/// Seen and unseen columns together are all of them, each once.
bool are_sides(const ScoredRows& rows, std::int64_t columns) {
  for (const at::Tensor& side : {rows.seen, rows.unseen}) {
    if (!is_list(side) || side.numel() == 0 || !ascends(side)) return false;
  }
  const at::Tensor all = std::get<0>(at::cat({rows.seen, rows.unseen}).sort());
  return all.numel() == columns && all.equal(at::arange(columns, at::kLong));
}

/// Whether they are of `count` rows, finite, and of classes of that side.
bool are_best(const Best& best, const at::Tensor& side, std::int64_t count) {
  return are_scores(best.scores, 1) && is_list(best.ids) && best.scores.size(0) == count &&
         best.ids.size(0) == count && at::isin(best.ids, side).all().item<bool>();
}

bool are_scores(const ScoredRows& rows) {
  if (!rows.kept) return are_scores(rows.scores, 2);
  const Best& seen = rows.kept->seen;
  return are_scores(seen.scores, 1) && are_best(seen, rows.seen, seen.scores.size(0)) &&
         are_best(rows.kept->unseen, rows.unseen, seen.scores.size(0));
}

bool are_own_scores(const ScoredRows& rows) {
  const std::int64_t count = rows.unseen_rows().size(0), unseen = rows.unseen.size(0);
  if (rows.kept) {
    const Best& own = rows.kept->own;
    return !own.ids.defined() || are_best(own, at::arange(unseen, at::kLong), count);
  }
  return !rows.unseen_scores.defined() ||
         (are_scores(rows.unseen_scores, 2) && rows.unseen_scores.size(0) == count &&
          rows.unseen_scores.size(1) == unseen);
}

}  // namespace

std::string wrong_shape(const ScoreFile& scores) {
  const ScoredRows& rows = scores.rows;
  const auto columns = static_cast<std::int64_t>(scores.classes.size());
  if (rows.has_all() && rows.scores.dim() == 2 && rows.scores.size(1) != columns) return kAbout;
  if (!are_sides(rows, columns))
    return "its seen and unseen classes are not all classes, each once";
  if (!are_scores(rows)) return "its scores are no finite numbers of rows and classes";
  const std::int64_t count = rows.kept ? rows.kept->seen.scores.size(0) : rows.scores.size(0);
  for (const at::Tensor& one : {rows.labels, scores.predictions}) {
    if (!is_list(one) || one.size(0) != count || !lies_below(one, columns))
      return "its labels or predictions are not a class for each row";
  }
  if (scores.numbers.size() != static_cast<std::size_t>(count)) return kAbout;
  return are_own_scores(rows) ? "" : "its scores of unseen classes are of other rows or classes";
}

}  // namespace zeroth::host

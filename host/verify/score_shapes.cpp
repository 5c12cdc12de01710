#include "host/verify/score_shapes.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/diff.h>
#include <zeroth/finite.h>

#include <cstdint>

namespace zeroth::host {
namespace {

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

bool are_scores(const at::Tensor& tensor) {
  return tensor.dim() == 2 &&
         (tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kDouble) &&
         all_finite(tensor);
}

/// Seen and unseen columns together are all of them, each once.
bool are_sides(const ScoredRows& rows) {
  const std::int64_t columns = rows.scores.size(1);
  for (const at::Tensor& side : {rows.seen, rows.unseen}) {
    if (!is_list(side) || side.numel() == 0 || !ascends(side)) return false;
  }
  const at::Tensor all = std::get<0>(at::cat({rows.seen, rows.unseen}).sort());
  return all.numel() == columns && all.equal(at::arange(columns, at::kLong));
}

}  // namespace

std::string wrong_shape(const ScoreFile& scores) {
  const ScoredRows& rows = scores.rows;
  if (!rows.scores.defined() || !are_scores(rows.scores) || rows.scores.size(0) == 0)
    return "its scores are no finite numbers of rows and classes";
  const std::int64_t count = rows.scores.size(0), columns = rows.scores.size(1);
  if (!are_sides(rows)) return "its seen and unseen classes are not all classes, each once";
  for (const at::Tensor& one : {rows.labels, scores.predictions}) {
    if (!is_list(one) || one.size(0) != count || !lies_below(one, columns))
      return "its labels or predictions are not a class for each row";
  }
  if (scores.numbers.size() != static_cast<std::size_t>(count) ||
      scores.classes.size() != static_cast<std::size_t>(columns))
    return "it does not say which rows and classes of the data set it is about";
  if (!rows.unseen_scores.defined()) return "";
  const bool fits = are_scores(rows.unseen_scores) &&
                    rows.unseen_scores.size(0) == rows.unseen_rows().size(0) &&
                    rows.unseen_scores.size(1) == rows.unseen.size(0);
  return fits ? "" : "its scores of unseen classes are of other rows or classes";
}

}  // namespace zeroth::host

#pragma once

#include <ATen/core/Tensor.h>

namespace zeroth::host {

/// Of every row, the best of some classes.
struct Best {
  at::Tensor scores;  ///< [n]
  at::Tensor ids;     ///< [n] int64, classes; the first maximum wins
};
/// scores [n,C]; `classes` [c] int64, sorted, at least one.
Best best_among(const at::Tensor& scores, const at::Tensor& classes);

/// Those of some rows: `places` int64.
Best best_of_rows(const Best& best, const at::Tensor& places);

/// Best seen score minus best unseen score, [n] double: a row is called seen where it is large.
at::Tensor gap(const Best& seen, const Best& unseen);

/// The same score, or less than every number where it is none: what is sorted by it has an order.
double sortable(double score);

}  // namespace zeroth::host

#include "plugins/classifier/row_order.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randperm.h>

#include <algorithm>
#include <utility>

WrapAround::WrapAround(std::int64_t rows, std::int64_t batch, at::Generator rng)
    : rows_(rows),
      rng_(std::move(rng)),
      permutation_(at::empty({rows}, at::TensorOptions(at::kLong).device(rng_.device()))),
      batch_(at::empty({batch}, permutation_.options())) {
  shuffle();
}

const at::Tensor& WrapAround::next() {
  const auto wanted = batch_.size(0);
  const auto rest = std::min(wanted, rows_ - start_);
  batch_.narrow(0, 0, rest).copy_(permutation_.narrow(0, start_, rest));
  start_ += rest;
  if (rest < wanted) {
    shuffle();
    start_ = wanted - rest;
    batch_.narrow(0, rest, start_).copy_(permutation_.narrow(0, 0, start_));
  }
  return batch_;
}

void WrapAround::shuffle() {
  at::randperm_out(permutation_, rows_, rng_);
  start_ = 0;
}

ClassBalanced::ClassBalanced(const at::Tensor& targets, std::int64_t batch, at::Generator rng)
    : batch_(batch), rng_(std::move(rng)) {
  const at::Tensor here = targets.cpu();
  const at::Tensor counts = at::bincount(here);
  const at::Tensor present = counts.nonzero().squeeze(1);
  by_class_ = here.argsort(/*stable=*/true, 0, /*descending=*/false).to(targets.device());
  counts_ = counts.index_select(0, present).to(targets.device());
  first_ = (counts.cumsum(0) - counts).index_select(0, present).to(targets.device());
}

const at::Tensor& ClassBalanced::next() {
  const at::Tensor classes = at::randint(counts_.size(0), {batch_}, rng_, counts_.options());
  const at::Tensor counts = counts_.index_select(0, classes);
  const at::Tensor share = at::rand({batch_}, rng_, counts_.options().dtype(at::kDouble));
  const at::Tensor within = (share * counts).floor().to(at::kLong).minimum(counts - 1);
  rows_ = by_class_.index_select(0, first_.index_select(0, classes) + within);
  return rows_;
}

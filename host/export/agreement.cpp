#include "host/export/agreement.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>

#include <cmath>

#include "host/base/problem.h"

namespace zeroth::host {

Json Agreement::to_json() const {
  return {{"rows", rows}, {"count", count}, {"difference", difference}, {"same_class", same}};
}

Agreement agreement_of(const std::string& rows, const at::Tensor& said_any,
                       const at::Tensor& wanted_any) {
  const at::Tensor said = said_any.to(at::kDouble), wanted = wanted_any.to(at::kDouble);
  const at::Tensor zero = at::zeros_like(wanted);
  const at::Tensor apart = at::where(said.eq(wanted), zero, (said - wanted).abs());
  const at::Tensor sizes = at::where(wanted.isfinite(), wanted.abs(), zero);
  const at::Tensor largest = sizes.amax({1}, /*keepdim=*/true).clamp_min(1e-30);
  Agreement found;
  found.rows = rows;
  found.count = wanted.size(0);
  // NaN is larger than any number that is allowed.
  found.difference = std::abs((apart / largest).max().item<double>());
  found.same = said.argmax(1).eq(wanted.argmax(1)).sum().item<std::int64_t>();
  return found;
}

void expect_agreement(const Agreement& found, const std::string& what, const std::string& model) {
  if (found.difference <= kLargestDifference) return;
  throw Failure(
      Exit::run_failed,
      {fmt::format("{} says something else than the model", what),
       model,
       {fmt::format("of {} {} the largest relative difference is {:.2g}, and {:.0e} is allowed",
                    found.count, found.rows, found.difference, kLargestDifference)},
       "report it with the model's pipeline"});
}

}  // namespace zeroth::host

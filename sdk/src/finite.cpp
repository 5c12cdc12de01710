#include <ATen/TensorOperators.h>
#include <fmt/format.h>
#include <zeroth/call.h>
#include <zeroth/empty_rows.h>
#include <zeroth/finite.h>

#include <cmath>

namespace zeroth {

bool all_finite(const at::Tensor& tensor) {
  if (!tensor.defined() || !tensor.is_floating_point() || tensor.numel() == 0) return true;
  const at::Tensor values = tensor.detach();
  // A sum is finite only if every element is, and needs no mask of the tensor's size; where it is
  // not, large elements may have done it.
  const auto is_finite = [](const at::Tensor& some) {
    return std::isfinite(some.sum().item<double>()) || some.isfinite().all().item<bool>();
  };
  if (values.dim() != 2 || !values.is_cpu()) return is_finite(values);
  bool all = true;
  for_stretches(values,
                [&](const at::Tensor& some, std::int64_t) { all = all && is_finite(some); });
  return all;
}

std::optional<NotFinite> first_not_finite(const at::Tensor& tensor) {
  if (all_finite(tensor)) return std::nullopt;
  const at::Tensor flat = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
  const double* values = flat.data_ptr<double>();
  std::int64_t at = 0;
  while (std::isfinite(values[at])) ++at;
  const std::int64_t width = flat.dim() == 0 ? 1 : flat.numel() / flat.size(0);
  return NotFinite{at / width, at % width, values[at]};
}

void expect_finite(const Answer& answer, const char* rows, std::int64_t first) {
  const auto bad = first_not_finite(answer.tensor);
  if (!bad) return;
  fail_run({fmt::format("{} gave {} in {} for {} {}", answer.place.id, bad->value, answer.call,
                        rows, first + bad->row),
            answer.place.where,
            {"what comes of it cannot be compared with anything; rows are counted from 0"},
            fmt::format("use another plugin there, or let {} of {} be finite for every row",
                        answer.call, answer.place.id)});
}

}  // namespace zeroth

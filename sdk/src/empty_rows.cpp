#include <ATen/ops/empty.h>
#include <zeroth/empty_rows.h>
#include <zeroth/host_side.h>

#include <algorithm>

namespace zeroth {

at::Tensor empty_rows(std::int64_t rows, std::int64_t width, const at::TensorOptions& options) {
  const auto laid = host_side::services().rows;
  return laid ? laid(rows, width, options) : at::empty({rows, width}, options);
}

void for_stretches(const at::Tensor& rows,
                   const std::function<void(const at::Tensor&, std::int64_t)>& piece) {
  constexpr std::int64_t kNumbers = std::int64_t{1} << 24;  // 64 MiB of float32
  const auto put_aside = host_side::services().put_rows_aside;
  const std::int64_t width = rows.size(0) == 0 ? 1 : rows.numel() / rows.size(0);
  const std::int64_t step = std::max<std::int64_t>(kNumbers / std::max<std::int64_t>(width, 1), 1);
  if (rows.size(0) <= step) return piece(rows, 0);
  for (std::int64_t first = 0; first < rows.size(0); first += step) {
    piece(rows.narrow(0, first, std::min(step, rows.size(0) - first)), first);
    if (put_aside) put_aside();
  }
}

at::Tensor below_each_other(const std::vector<at::Tensor>& parts) {
  std::int64_t rows = 0;
  for (const at::Tensor& part : parts) rows += part.size(0);
  const at::Tensor& model = parts.front();
  at::Tensor all = empty_rows(rows, model.size(1), model.options());
  std::int64_t start = 0;
  for (const at::Tensor& part : parts) {
    for_stretches(part, [&](const at::Tensor& stretch, std::int64_t first) {
      all.narrow(0, start + first, stretch.size(0)).copy_(stretch);
    });
    start += part.size(0);
  }
  return all;
}

}  // namespace zeroth

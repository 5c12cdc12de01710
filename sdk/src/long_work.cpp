#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>
#include <fmt/format.h>
#include <zeroth/empty_rows.h>
#include <zeroth/error.h>
#include <zeroth/host_side.h>
#include <zeroth/long_work.h>

#include <utility>

namespace zeroth {
namespace {

at::Tensor matrix_at(const float* data, std::int64_t rows, std::int64_t columns) {
  return at::from_blob(const_cast<float*>(data), {rows, columns}, at::kFloat);
}

}  // namespace

void say_progress(const std::string& work, std::int64_t done, std::int64_t total) {
  if (const auto told = host_side::services().progress) told(work, done, total);
}

void in_parallel(std::int64_t count, std::int64_t grain,
                 const std::function<void(std::int64_t, std::int64_t)>& piece) {
  at::parallel_for(0, count, grain, piece);
}

std::shared_ptr<float> room_for_rows(std::int64_t rows, std::int64_t columns) {
  auto room = std::make_shared<at::Tensor>(empty_rows(rows, columns, at::kFloat));
  float* numbers = room->data_ptr<float>();
  return {std::move(room), numbers};
}

void multiply_rows(const MatrixView& a, const MatrixView& b, float* products) {
  if (a.columns != b.columns) {
    throw Error(
        fmt::format("multiply_rows: rows of {} numbers with rows of {}", a.columns, b.columns));
  }
  const at::NoGradGuard no_gradient;
  at::Tensor out = matrix_at(products, a.rows, b.rows);
  at::mm_out(out, matrix_at(a.data, a.rows, a.columns), matrix_at(b.data, b.rows, b.columns).t());
}

}  // namespace zeroth

#include "host/precision/bf16_gemm.h"

#include <array>
#include <cstddef>
#include <map>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

namespace zeroth::host {
namespace {

using Key = std::array<std::int64_t, 10>;
using Type = dnnl::memory::data_type;

// A training has some dozens of shapes; whoever has thousands pays for making them anew.
constexpr std::size_t kMostProducts = 1000;

const dnnl::engine& processor() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::memory::desc described(const MatrixLayout& layout, Type type) {
  return {{layout.rows, layout.columns}, type, {layout.row_stride, layout.column_stride}};
}

dnnl::memory::desc described_bias(std::int64_t columns) {
  return {{1, columns}, Type::f32, {columns, 1}};
}

/// What oneDNN compiles for one combination of layouts.
dnnl::matmul compile(const MatrixLayout& a, const MatrixLayout& b, Addend addend,
                     const MatrixLayout& out) {
  dnnl::primitive_attr attributes;
  if (addend == Addend::output) {
    dnnl::post_ops after;
    after.append_sum();
    attributes.set_post_ops(after);
  }
  const auto left = described(a, Type::bf16), right = described(b, Type::bf16);
  const auto sum = described(out, Type::f32);
#if DNNL_VERSION_MAJOR >= 3
  const auto bias = addend == Addend::bias ? described_bias(out.columns) : dnnl::memory::desc();
  return dnnl::matmul({processor(), left, right, bias, sum, attributes});
#else
  const auto operation = addend == Addend::bias
                             ? dnnl::matmul::desc(left, right, described_bias(out.columns), sum)
                             : dnnl::matmul::desc(left, right, sum);
  return dnnl::matmul({operation, attributes, processor()});
#endif
}

const dnnl::matmul& compiled(const MatrixLayout& a, const MatrixLayout& b, Addend addend,
                             const MatrixLayout& out) {
  thread_local std::map<Key, dnnl::matmul> products;
  const Key key = {a.rows,
                   a.columns,
                   b.columns,
                   a.row_stride,
                   a.column_stride,
                   b.row_stride,
                   b.column_stride,
                   out.row_stride,
                   out.column_stride,
                   static_cast<std::int64_t>(addend)};
  const auto found = products.find(key);
  if (found != products.end()) return found->second;
  if (products.size() == kMostProducts) products.clear();
  return products.emplace(key, compile(a, b, addend, out)).first->second;
}

}  // namespace

void bf16_gemm(const Bf16Matrix& a, const Bf16Matrix& b, Addend addend, const float* bias,
               float* out, const MatrixLayout& out_layout) {
  // oneDNN takes what it only reads by a pointer that could write, too.
  const auto memory = [](const dnnl::memory::desc& layout, const void* data) {
    return dnnl::memory(layout, processor(), const_cast<void*>(data));
  };
  std::unordered_map<int, dnnl::memory> arguments = {
      {DNNL_ARG_SRC, memory(described(a.layout, Type::bf16), a.data)},
      {DNNL_ARG_WEIGHTS, memory(described(b.layout, Type::bf16), b.data)},
      {DNNL_ARG_DST, memory(described(out_layout, Type::f32), out)}};
  if (addend == Addend::bias) {
    arguments.emplace(DNNL_ARG_BIAS, memory(described_bias(out_layout.columns), bias));
  }
  thread_local dnnl::stream stream(processor());
  compiled(a.layout, b.layout, addend, out_layout).execute(stream, arguments);
  stream.wait();
}

}  // namespace zeroth::host

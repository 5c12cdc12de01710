#include "host/precision/gemm.h"

#include <array>
#include <cstddef>
#include <map>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

namespace zeroth::host {
namespace {

using Key = std::array<std::int64_t, 11>;
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

Type type_of(Precision precision) { return precision == Precision::bf16 ? Type::bf16 : Type::f32; }

/// What oneDNN compiles for one combination of layouts, and the places of its matrices.
class Product {
 public:
  Product(Type type, const MatrixLayout& a, const MatrixLayout& b, Addend addend,
          const MatrixLayout& out)
      : product_(compile(type, a, b, addend, out)) {
    place(DNNL_ARG_SRC, described(a, type));
    place(DNNL_ARG_WEIGHTS, described(b, type));
    place(DNNL_ARG_DST, described(out, Type::f32));
    if (addend == Addend::bias) place(DNNL_ARG_BIAS, described_bias(out.columns));
  }

  void operator()(const void* a, const void* b, const float* bias, float* out) {
    put(DNNL_ARG_SRC, a);
    put(DNNL_ARG_WEIGHTS, b);
    put(DNNL_ARG_DST, out);
    if (matrices_.count(DNNL_ARG_BIAS)) put(DNNL_ARG_BIAS, bias);
    thread_local dnnl::stream stream(processor());
    product_.execute(stream, matrices_);
    stream.wait();
  }

 private:
  static dnnl::matmul compile(Type type, const MatrixLayout& a, const MatrixLayout& b,
                              Addend addend, const MatrixLayout& out) {
    dnnl::primitive_attr attributes;
    if (addend == Addend::output) {
      dnnl::post_ops after;
      after.append_sum();
      attributes.set_post_ops(after);
    }
    const auto left = described(a, type), right = described(b, type);
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

  void place(int argument, const dnnl::memory::desc& layout) {
    matrices_.emplace(argument, dnnl::memory(layout, processor(), DNNL_MEMORY_NONE));
  }

  void put(int argument, const void* data) {
    // oneDNN takes what it only reads by a pointer that could write, too.
    matrices_.at(argument).set_data_handle(const_cast<void*>(data));
  }

  dnnl::matmul product_;
  std::unordered_map<int, dnnl::memory> matrices_;
};

Product& product_for(Type type, const MatrixLayout& a, const MatrixLayout& b, Addend addend,
                     const MatrixLayout& out) {
  thread_local std::map<Key, Product> products;
  const Key key = {a.rows,
                   a.columns,
                   b.columns,
                   a.row_stride,
                   a.column_stride,
                   b.row_stride,
                   b.column_stride,
                   out.row_stride,
                   out.column_stride,
                   static_cast<std::int64_t>(addend),
                   static_cast<std::int64_t>(type)};
  const auto found = products.find(key);
  if (found != products.end()) return found->second;
  if (products.size() == kMostProducts) products.clear();
  return products.emplace(key, Product(type, a, b, addend, out)).first->second;
}

/// How BLAS names a layout.
struct BlasLayout {
  explicit BlasLayout(const MatrixLayout& layout)
      : transposed(layout.column_stride == 1 ? 'N' : 'T'),
        leading(layout.column_stride == 1 ? layout.row_stride : layout.column_stride) {}
  char transposed;
  std::int64_t leading;
};

/// By the kernel that takes whatever layout, the faster one in gradients, where a factor is
/// transposed. It knows no bias.
void multiply_fp32(const Factor& a, const Factor& b, bool add, float* out,
                   const MatrixLayout& out_layout) {
  const BlasLayout left(a.layout), right(b.layout);
  dnnl::error::wrap_c_api(
      dnnl_sgemm(left.transposed, right.transposed, out_layout.rows, out_layout.columns,
                 a.layout.columns, 1.0F, static_cast<const float*>(a.data), left.leading,
                 static_cast<const float*>(b.data), right.leading, add ? 1.0F : 0.0F, out,
                 out_layout.row_stride),
      "a product in fp32");
}

}  // namespace

void gemm(Precision precision, const Factor& a, const Factor& b, Addend addend, const float* bias,
          float* out, const MatrixLayout& out_layout) {
  if (precision == Precision::fp32 && addend != Addend::bias) {
    return multiply_fp32(a, b, addend == Addend::output, out, out_layout);
  }
  Product& product = product_for(type_of(precision), a.layout, b.layout, addend, out_layout);
  product(a.data, b.data, bias, out);
}

}  // namespace zeroth::host

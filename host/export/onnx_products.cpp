// Operations that are matrix products.
#include <ATen/TensorOperators.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_solve_triangular.h>

#include "host/export/batch_free.h"
#include "host/export/onnx_call.h"

namespace zeroth::host {
namespace {

/// x W^T + b of x [...,D] and W [E,D].
OnnxResults linear(OnnxCall& call) {
  const bool has_bias = !call.is_none(2);
  if (call.rank(0) == 2) {
    std::vector<std::string> inputs = {call.tensor(0), call.tensor(1)};
    if (has_bias) inputs.push_back(call.tensor(2));
    return {call.graph.add("Gemm", inputs, {{"transB", std::int64_t{1}}})};
  }
  const std::string turned = call.knows_tensor(1)
                                 ? call.graph.constant(call.known_tensor(1).t().contiguous())
                                 : call.graph.add("Transpose", {call.tensor(1)},
                                                  {{"perm", std::vector<std::int64_t>{1, 0}}});
  const std::string product = call.graph.add("MatMul", {call.tensor(0), turned});
  return {has_bias ? call.graph.add("Add", {product, call.tensor(2)}) : product};
}

OnnxResults product(OnnxCall& call) {
  return {call.graph.add("MatMul", {call.tensor(0), call.tensor(1)})};
}

/// beta s + alpha A B. What is known of it is multiplied here: some programs leave alpha and beta
/// out.
OnnxResults sum_and_product(OnnxCall& call) {
  if (call.knows_tensor(0) && call.knows_tensor(2)) {
    const at::Tensor factor = (call.known_tensor(2) * call.number(4)).t().contiguous();
    const at::Tensor term = call.known_tensor(0) * call.number(3);
    return {call.graph.add("Gemm",
                           {call.tensor(1), call.graph.constant(factor), call.graph.constant(term)},
                           {{"transB", std::int64_t{1}}})};
  }
  return {call.graph.add("Gemm", {call.tensor(1), call.tensor(2), call.tensor(0)},
                         {{"alpha", call.number(4)}, {"beta", call.number(3)}})};
}

/// X with X A = B, or A X = B, of a triangular A that does not depend on the input.
OnnxResults solved(OnnxCall& call) {
  if (!call.knows_tensor(0)) throw NotRecorded("ONNX solves no equations whose matrix is computed");
  const at::Tensor matrix = call.known_tensor(0);
  const bool upper = call.flag(2), left = call.flag(3), unit = call.flag(4);
  const at::Tensor inverse = at::linalg_solve_triangular(
      matrix, at::eye(matrix.size(0), matrix.options()), upper, left, unit);
  const std::string factor = call.graph.constant(inverse), rows = call.tensor(1);
  return {left ? call.graph.add("MatMul", {factor, rows})
               : call.graph.add("MatMul", {rows, factor})};
}

}  // namespace

void add_products(OnnxTable& table) {
  table["linear"] = linear;
  for (const char* name : {"mm", "matmul", "bmm", "mv"}) table[name] = product;
  table["addmm"] = sum_and_product;
  table["linalg_solve_triangular"] = solved;
}

}  // namespace zeroth::host

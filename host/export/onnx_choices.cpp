// Operations that choose among numbers by their size or by their place.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/zeros.h>

#include "host/export/batch_free.h"
#include "host/export/onnx_call.h"

namespace zeroth::host {
namespace {

/// The first `count` along a dimension, in order: numbers and places.
OnnxResults first_of(OnnxCall& call, std::int64_t count, std::int64_t dimension, bool largest) {
  return call.graph.add_many(
      "TopK", {call.tensor(0), call.graph.whole_numbers({count})},
      {{"axis", dimension}, {"largest", std::int64_t{largest}}, {"sorted", std::int64_t{1}}}, 2);
}

/// topk(x, k, dimension, largest, sorted)
OnnxResults best(OnnxCall& call) {
  return first_of(call, call.whole(1), call.dimension(2), call.flag(3));
}

/// sort(x, dimension, descending)
OnnxResults sorted(OnnxCall& call) {
  const auto dimension = call.dimension(1);
  const std::int64_t size = call.sizes(0)[static_cast<std::size_t>(dimension)];
  if (size == kAnySize) throw NotRecorded("ONNX does not sort by rows");
  return first_of(call, size, dimension, call.flag(2));
}

/// kthvalue(x, k, dimension, keepdim)
OnnxResults kth(OnnxCall& call) {
  const std::int64_t k = call.whole(1), dimension = call.dimension(2);
  OnnxResults results;
  for (const std::string& one : first_of(call, k, dimension, false)) {
    const auto list = [&](std::int64_t number) { return call.graph.whole_numbers({number}); };
    std::string last = call.graph.add("Slice", {one, list(k - 1), list(k), list(dimension)});
    if (!call.flag(3)) last = call.graph.add("Squeeze", {last, list(dimension)});
    results.push_back(std::move(last));
  }
  return results;
}

/// index_select(x, dimension, places)
OnnxResults of_places(OnnxCall& call) {
  return {
      call.graph.add("Gather", {call.tensor(0), call.tensor(2)}, {{"axis", call.dimension(1)}})};
}

OnnxResults gathered(OnnxCall& call) {
  return {call.graph.add("GatherElements", {call.tensor(0), call.tensor(2)},
                         {{"axis", call.dimension(1)}})};
}

/// index_copy(x, dimension, places, of): both next to each other, and from there the right ones.
OnnxResults put_to_places(OnnxCall& call) {
  const auto dimension = call.dimension(1);
  const std::int64_t size = call.sizes(0)[static_cast<std::size_t>(dimension)];
  if (size == kAnySize) throw NotRecorded("ONNX is not told of rows that are put to places");
  const at::Tensor places = call.known_tensor(2);
  const at::Tensor from = at::arange(size).index_copy(0, places, at::arange(places.size(0)) + size);
  const std::string both =
      call.graph.add("Concat", {call.tensor(0), call.tensor(3)}, {{"axis", dimension}});
  return {call.graph.add("Gather", {both, call.graph.constant(from)}, {{"axis", dimension}})};
}

/// index_add(x, 1, places, of, alpha): a product with zeros and ones puts each column to its place.
OnnxResults added_to_places(OnnxCall& call) {
  if (call.dimension(1) != call.rank(0) - 1) {
    throw NotRecorded("ONNX is told of numbers that are added to columns only");
  }
  const at::Tensor places = call.known_tensor(2);
  const at::ScalarType type = call.result_type();
  const at::Tensor to = at::zeros({places.size(0), call.sizes(0).back()}, type);
  to.index_put_({at::arange(places.size(0)), places}, at::zeros({}, type) + call.number(4));
  const std::string moved =
      call.graph.add("MatMul", {call.tensor_as(3, type), call.graph.constant(to)});
  return {call.graph.add("Add", {call.tensor_as(0, type), moved})};
}

/// scatter_add(x [n,C], 1, places [n,k], of [n,k])
OnnxResults scattered(OnnxCall& call) {
  if (call.rank(0) != 2 || call.dimension(1) != 1) {
    throw NotRecorded("ONNX is told of numbers that are scattered in rows only");
  }
  const at::ScalarType type = call.result_type();
  const std::int64_t columns = call.sizes(0)[1];
  const auto wide = [&](const std::string& name) {
    return call.graph.add("Unsqueeze", {name, call.graph.whole_numbers({2})});
  };
  const std::string all = call.graph.constant(at::arange(columns).reshape({1, 1, columns}));
  const std::string is_it = call.graph.add("Equal", {wide(call.tensor(2)), all});
  const std::string shares =
      call.graph.add("Mul", {call.cast(is_it, at::kBool, type), wide(call.tensor_as(3, type))});
  const std::string sums = call.graph.add("ReduceSum", {shares, call.graph.whole_numbers({1})},
                                          {{"keepdims", std::int64_t{0}}});
  return {call.graph.add("Add", {call.tensor_as(0, type), sums})};
}

}  // namespace

void add_choices(OnnxTable& table) {
  table["topk"] = best;
  table["sort"] = sorted;
  table["kthvalue"] = kth;
  table["index_select"] = of_places;
  table["gather"] = gathered;
  table["index_copy"] = put_to_places;
  table["index_add"] = added_to_places;
  table["scatter_add"] = scattered;
}

}  // namespace zeroth::host

// Operations that move numbers to other places, or make them.
#include <numeric>
#include <utility>

#include "host/export/batch_free.h"
#include "host/export/onnx_call.h"

namespace zeroth::host {
namespace {

/// One size may stay open, which is that of N.
OnnxResults reshaped(OnnxCall& call) {
  return {
      call.graph.add("Reshape", {call.tensor(0), call.graph.whole_numbers(call.result_sizes())})};
}

OnnxResults expanded(OnnxCall& call) {
  return {call.graph.add("Expand", {call.tensor(0), call.shape(call.result_sizes())})};
}

std::string permuted(OnnxCall& call, std::vector<std::int64_t> order) {
  return call.graph.add("Transpose", {call.tensor(0)}, {{"perm", std::move(order)}});
}

std::vector<std::int64_t> in_order(const OnnxCall& call) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(call.rank(0)));
  std::iota(order.begin(), order.end(), 0);
  return order;
}

OnnxResults transposed(OnnxCall& call) {
  std::vector<std::int64_t> order = in_order(call);
  std::swap(order[static_cast<std::size_t>(call.dimension(1))],
            order[static_cast<std::size_t>(call.dimension(2))]);
  return {permuted(call, order)};
}

OnnxResults reversed(OnnxCall& call) {
  const std::vector<std::int64_t> order = in_order(call);
  return {permuted(call, {order.rbegin(), order.rend()})};
}

OnnxResults reordered(OnnxCall& call) {
  std::vector<std::int64_t> order = call.whole_list(1);
  for (std::int64_t& one : order) one = one < 0 ? one + call.rank(0) : one;
  return {permuted(call, order)};
}

OnnxResults with_dimension(OnnxCall& call) {
  const std::int64_t at = call.whole(1);
  return {call.graph.add(
      "Unsqueeze",
      {call.tensor(0), call.graph.whole_numbers({at < 0 ? at + call.rank(0) + 1 : at})})};
}

OnnxResults without_dimension(OnnxCall& call) {
  if (call.result_sizes().size() == call.sizes(0).size()) return {call.tensor(0)};
  return reshaped(call);
}

std::string slice(OnnxCall& call, std::int64_t dimension,
                  std::pair<std::int64_t, std::int64_t> part, std::int64_t step = 1) {
  const auto list = [&](std::int64_t number) { return call.graph.whole_numbers({number}); };
  return call.graph.add(
      "Slice", {call.tensor(0), list(part.first), list(part.second), list(dimension), list(step)});
}

/// narrow(x, dimension, start, length)
OnnxResults narrowed(OnnxCall& call) {
  const auto dimension = call.dimension(1);
  const auto place = static_cast<std::size_t>(dimension);
  if (call.sizes(0)[place] == call.result_sizes()[place]) return {call.tensor(0)};
  const std::int64_t start = call.whole(2);
  return {slice(call, dimension, {start, start + call.result_sizes()[place]})};
}

/// slice(x, dimension, start, end, step)
OnnxResults sliced(OnnxCall& call) {
  const auto dimension = call.dimension(1);
  const auto place = static_cast<std::size_t>(dimension);
  if (call.sizes(0)[place] == call.result_sizes()[place]) return {call.tensor(0)};
  const std::int64_t start = call.is_none(2) ? 0 : call.whole(2);
  return {slice(call, dimension, {start, call.whole(3)}, call.whole(4))};
}

OnnxResults selected(OnnxCall& call) {
  const auto dimension = call.dimension(1);
  const std::int64_t at = call.whole(2);
  const std::int64_t size = call.sizes(0)[static_cast<std::size_t>(dimension)];
  const std::int64_t start = at < 0 ? at + size : at;
  return {call.graph.add("Squeeze", {slice(call, dimension, {start, start + 1}),
                                     call.graph.whole_numbers({dimension})})};
}

OnnxResults joined(OnnxCall& call) {
  const auto parts = call.list(0);
  std::vector<std::string> names;
  for (const torch::jit::Value* one : parts) names.push_back(call.as(one, call.result_type()));
  const auto rank = static_cast<std::int64_t>(call.result_sizes().size());
  const std::int64_t axis = call.whole(1);
  if (names.size() == 1) return {names.front()};
  return {call.graph.add("Concat", names, {{"axis", axis < 0 ? axis + rank : axis}})};
}

OnnxResults stacked(OnnxCall& call) {
  const auto rank = static_cast<std::int64_t>(call.result_sizes().size());
  const std::int64_t axis = call.whole(1) < 0 ? call.whole(1) + rank : call.whole(1);
  std::vector<std::string> names;
  for (const torch::jit::Value* one : call.list(0)) {
    names.push_back(
        call.graph.add("Unsqueeze", {call.tensor_of(one), call.graph.whole_numbers({axis})}));
  }
  return {call.graph.add("Concat", names, {{"axis", axis}})};
}

OnnxTranslation constant_number(double number) {
  return [=](OnnxCall& call) -> OnnxResults {
    return {call.filled(call.result_sizes(), number, call.result_type())};
  };
}

/// full(sizes, number), full_like(x, number), fill(x, number)
OnnxResults number_of_argument(OnnxCall& call) {
  return {call.filled(call.result_sizes(), call.number(1), call.result_type())};
}

OnnxResults number_of_third(OnnxCall& call) {
  return {call.filled(call.result_sizes(), call.number(2), call.result_type())};
}

/// copy_(x, of): what is in x afterwards.
OnnxResults copied(OnnxCall& call) {
  const std::string of = call.tensor_as(1, call.result_type());
  if (call.sizes(1) == call.sizes(0)) return {of};
  return {call.graph.add("Expand", {of, call.shape(call.sizes(0))})};
}

}  // namespace

void add_shapes(OnnxTable& table) {
  for (const char* name : {"reshape", "view", "view_as", "reshape_as", "flatten", "_unsafe_view",
                           "unflatten", "_reshape_alias"}) {
    table[name] = reshaped;
  }
  for (const char* name : {"expand", "expand_as", "broadcast_to"}) table[name] = expanded;
  table["transpose"] = transposed;
  for (const char* name : {"t", "numpy_T", "mT"}) table[name] = reversed;
  table["permute"] = reordered;
  table["unsqueeze"] = with_dimension;
  table["squeeze"] = without_dimension;
  table["narrow"] = narrowed;
  table["slice"] = sliced;
  table["select"] = selected;
  for (const char* name : {"cat", "concat"}) table[name] = joined;
  table["stack"] = stacked;
  for (const char* name :
       {"zeros", "zeros_like", "new_zeros", "zero", "empty", "empty_like", "new_empty"}) {
    table[name] = constant_number(0);
  }
  for (const char* name : {"ones", "ones_like", "new_ones"}) table[name] = constant_number(1);
  for (const char* name : {"full", "full_like", "fill"}) table[name] = number_of_argument;
  table["new_full"] = number_of_third;
  table["copy"] = copied;
}

}  // namespace zeroth::host

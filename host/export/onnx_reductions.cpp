// Operations that make fewer numbers of many.
#include <numeric>
#include <optional>

#include "host/export/batch_free.h"
#include "host/export/onnx_call.h"

namespace zeroth::host {
namespace {

/// Which dimensions, and whether they stay.
struct Reduced {
  std::vector<std::int64_t> dimensions;
  bool keeps = false;
};

Reduced reduced(const OnnxCall& call, std::optional<std::size_t> dimensions, std::size_t keeps) {
  Reduced over;
  over.keeps = dimensions && keeps < call.arguments() && call.flag(keeps);
  if (dimensions && !call.is_none(*dimensions)) over.dimensions = call.whole_list(*dimensions);
  for (std::int64_t& one : over.dimensions) one = one < 0 ? one + call.rank(0) : one;
  if (!over.dimensions.empty()) return over;
  over.dimensions.resize(static_cast<std::size_t>(call.rank(0)));
  std::iota(over.dimensions.begin(), over.dimensions.end(), 0);
  return over;
}

std::string add_sum(OnnxCall& call, const std::string& of, const Reduced& over) {
  return call.graph.add("ReduceSum", {of, call.graph.whole_numbers(over.dimensions)},
                        {{"keepdims", std::int64_t{over.keeps}}});
}

std::string add_reduction(OnnxCall& call, const char* kind, const std::string& of,
                          const Reduced& over) {
  return call.graph.add(kind, {of},
                        {{"axes", over.dimensions}, {"keepdims", std::int64_t{over.keeps}}});
}

/// sum(x, dtype) or sum(x, dimensions, keepdim, dtype)
Reduced sum_or_mean(const OnnxCall& call) {
  const bool has_dimensions = call.arguments() == 4;
  return reduced(call, has_dimensions ? std::optional<std::size_t>(1) : std::nullopt, 2);
}

OnnxResults sum(OnnxCall& call) {
  return {add_sum(call, call.tensor_as(0, call.result_type()), sum_or_mean(call))};
}

OnnxResults mean(OnnxCall& call) {
  return {
      add_reduction(call, "ReduceMean", call.tensor_as(0, call.result_type()), sum_or_mean(call))};
}

OnnxTranslation extreme(const char* kind) {
  return [=](OnnxCall& call) -> OnnxResults {
    return {add_reduction(call, kind, call.tensor(0), reduced(call, 1, 2))};
  };
}

/// max(a, b), max(x), or max(x, dimension, keepdim) with the places.
OnnxTranslation extreme_with_places(const char* of_two, const char* kind, const char* places) {
  return [=](OnnxCall& call) -> OnnxResults {
    if (call.arguments() == 1) {
      return {add_reduction(call, kind, call.tensor(0), reduced(call, std::nullopt, 0))};
    }
    if (call.is_tensor(1)) {
      const at::ScalarType type = call.result_type();
      return {call.graph.add(of_two, {call.operand(0, type), call.operand(1, type)})};
    }
    const Reduced over = reduced(call, 1, 2);
    return {add_reduction(call, kind, call.tensor(0), over),
            call.graph.add(
                places, {call.tensor(0)},
                {{"axis", over.dimensions.front()}, {"keepdims", std::int64_t{over.keeps}}})};
  };
}

OnnxTranslation place_of_extreme(const char* kind) {
  return [=](OnnxCall& call) -> OnnxResults {
    if (call.is_none(1)) throw NotRecorded("ONNX is told of the best of each row only");
    return {
        call.graph.add(kind, {call.tensor(0)},
                       {{"axis", call.dimension(1)}, {"keepdims", std::int64_t{call.flag(2)}}})};
  };
}

/// norm(x, p) or norm(x, p, dimensions, keepdim)
OnnxResults norm(OnnxCall& call) {
  const double power = call.is_none(1) ? 2.0 : call.number(1);
  const Reduced over =
      reduced(call, call.arguments() > 2 ? std::optional<std::size_t>(2) : std::nullopt, 3);
  const std::string x = call.tensor_as(0, call.result_type());
  if (power == 1) return {add_sum(call, call.graph.add("Abs", {x}), over)};
  if (power != 2) throw NotRecorded("ONNX is told of the norms 1 and 2 only");
  if (call.result_type() == at::kFloat) return {add_reduction(call, "ReduceL2", x, over)};
  return {call.graph.add("Sqrt", {add_sum(call, call.graph.add("Mul", {x, x}), over)})};
}

/// Without an exponential that could overflow: the largest number is taken out first.
OnnxResults log_of_sum(OnnxCall& call) {
  const std::string x = call.tensor(0);
  const Reduced over = reduced(call, 1, 2), kept{over.dimensions, true};
  const std::string most = add_reduction(call, "ReduceMax", x, kept);
  const std::string less = call.graph.add("Exp", {call.graph.add("Sub", {x, most})});
  const std::string log = call.graph.add("Log", {add_sum(call, less, kept)});
  const std::string all = call.graph.add("Add", {log, most});
  if (over.keeps) return {all};
  return {call.graph.add("Squeeze", {all, call.graph.whole_numbers(over.dimensions)})};
}

OnnxTranslation along(const char* kind) {
  return [=](OnnxCall& call) -> OnnxResults {
    return {call.graph.add(kind, {call.tensor_as(0, call.result_type())},
                           {{"axis", call.dimension(1)}})};
  };
}

}  // namespace

void add_reductions(OnnxTable& table) {
  table["sum"] = sum;
  table["mean"] = mean;
  table["amax"] = extreme("ReduceMax");
  table["amin"] = extreme("ReduceMin");
  table["max"] = extreme_with_places("Max", "ReduceMax", "ArgMax");
  table["min"] = extreme_with_places("Min", "ReduceMin", "ArgMin");
  table["argmax"] = place_of_extreme("ArgMax");
  table["argmin"] = place_of_extreme("ArgMin");
  for (const char* name : {"norm", "linalg_vector_norm", "linalg_norm"}) table[name] = norm;
  table["logsumexp"] = log_of_sum;
  table["softmax"] = along("Softmax");
  table["log_softmax"] = along("LogSoftmax");
}

}  // namespace zeroth::host

// Operations that go number by number.
#include <c10/core/ScalarType.h>

#include <initializer_list>
#include <limits>
#include <utility>

#include "host/export/batch_free.h"
#include "host/export/onnx_call.h"

namespace zeroth::host {
namespace {

/// a OP b, of the type of the result; `alpha` is the argument that b is multiplied by.
OnnxTranslation binary(const char* kind, std::size_t alpha = 0) {
  return [=](OnnxCall& call) -> OnnxResults {
    const at::ScalarType type = call.result_type();
    std::string second = call.operand(1, type);
    if (alpha != 0 && call.number(alpha) != 1) {
      second = call.graph.add("Mul", {second, call.scalar(call.number(alpha), type)});
    }
    return {call.graph.add(kind, {call.operand(0, type), second})};
  };
}

OnnxResults divide(OnnxCall& call) {
  if (!call.is_none(2)) throw NotRecorded("ONNX is not told of a division that rounds");
  const at::ScalarType type = call.result_type();
  return {call.graph.add("Div", {call.operand(0, type), call.operand(1, type)})};
}

OnnxResults reversed_difference(OnnxCall& call) {
  const at::ScalarType type = call.result_type();
  std::string first = call.operand(0, type);
  if (call.number(2) != 1) {
    first = call.graph.add("Mul", {first, call.scalar(call.number(2), type)});
  }
  return {call.graph.add("Sub", {call.operand(1, type), first})};
}

/// a OP b of truths, in the type that both have in common.
OnnxTranslation comparison(const char* kind, bool negated = false) {
  return [=](OnnxCall& call) -> OnnxResults {
    const at::ScalarType type =
        call.is_tensor(1) ? c10::promoteTypes(call.type(0), call.type(1)) : call.type(0);
    const std::string said = call.graph.add(kind, {call.operand(0, type), call.operand(1, type)});
    return {negated ? call.graph.add("Not", {said}) : said};
  };
}

OnnxTranslation unary(const char* kind) {
  return [=](OnnxCall& call) -> OnnxResults {
    return {call.graph.add(kind, {call.tensor_as(0, call.result_type())})};
  };
}

OnnxResults square(OnnxCall& call) {
  return {call.graph.add("Mul", {call.tensor(0), call.tensor(0)})};
}

OnnxResults inverse_root(OnnxCall& call) {
  return {call.graph.add("Reciprocal", {call.graph.add("Sqrt", {call.tensor(0)})})};
}

/// log(1 + x) in double: in float32 a small x would be lost beside the 1.
OnnxResults log_of_more(OnnxCall& call) {
  const std::string sum =
      call.graph.add("Add", {call.tensor_as(0, at::kDouble), call.scalar(1.0, at::kDouble)});
  return {call.cast(call.graph.add("Log", {sum}), at::kDouble, call.result_type())};
}

OnnxResults exp_of_less(OnnxCall& call) {
  const std::string power = call.graph.add("Exp", {call.tensor_as(0, at::kDouble)});
  const std::string less = call.graph.add("Sub", {power, call.scalar(1.0, at::kDouble)});
  return {call.cast(less, at::kDouble, call.result_type())};
}

/// Between the arguments `low` and `high`, each where it is there. Both are told: some programs
/// read no bound alone.
OnnxTranslation clamped(std::size_t low, std::size_t high) {
  return [=](OnnxCall& call) -> OnnxResults {
    constexpr double kEnd = std::numeric_limits<double>::infinity();
    const at::ScalarType type = call.result_type();
    if (!c10::isFloatingType(type)) throw NotRecorded("ONNX is told of bounds of reals only");
    const auto bound = [&](std::size_t i, double otherwise) {
      return call.bound(i != 0 && !call.is_none(i) ? call.number(i) : otherwise, type);
    };
    return {
        call.graph.add("Clip", {call.tensor_as(0, type), bound(low, -kEnd), bound(high, kEnd)})};
  };
}

OnnxResults leaky(OnnxCall& call) {
  return {call.graph.add("LeakyRelu", {call.tensor(0)}, {{"alpha", call.number(1)}})};
}

OnnxResults chosen(OnnxCall& call) {
  const at::ScalarType type = call.result_type();
  return {call.graph.add("Where", {call.tensor(0), call.operand(1, type), call.operand(2, type)})};
}

OnnxResults masked(OnnxCall& call) {
  const at::ScalarType type = call.result_type();
  return {call.graph.add("Where", {call.tensor(1), call.operand(2, type), call.tensor(0)})};
}

OnnxResults same(OnnxCall& call) { return {call.tensor(0)}; }

OnnxResults converted(OnnxCall& call) { return {call.tensor_as(0, call.result_type())}; }

/// Leaves rows as they are where nothing learns.
OnnxResults dropped(OnnxCall& call) {
  if (call.flag(2)) throw NotRecorded("a dropout layer draws random numbers while it predicts");
  return same(call);
}

}  // namespace

void add_elementwise(OnnxTable& table) {
  table["add"] = binary("Add", 2);
  table["sub"] = binary("Sub", 2);
  table["mul"] = binary("Mul");
  table["pow"] = binary("Pow");
  table["div"] = divide;
  table["rsub"] = reversed_difference;
  table["maximum"] = binary("Max");
  table["minimum"] = binary("Min");
  table["gt"] = comparison("Greater");
  table["lt"] = comparison("Less");
  table["ge"] = comparison("GreaterOrEqual");
  table["le"] = comparison("LessOrEqual");
  table["eq"] = comparison("Equal");
  table["ne"] = comparison("Equal", true);
  for (const auto& [name, kind] :
       std::initializer_list<std::pair<const char*, const char*>>{{"neg", "Neg"},
                                                                  {"exp", "Exp"},
                                                                  {"log", "Log"},
                                                                  {"sqrt", "Sqrt"},
                                                                  {"abs", "Abs"},
                                                                  {"relu", "Relu"},
                                                                  {"sigmoid", "Sigmoid"},
                                                                  {"tanh", "Tanh"},
                                                                  {"sign", "Sign"},
                                                                  {"erf", "Erf"},
                                                                  {"floor", "Floor"},
                                                                  {"ceil", "Ceil"},
                                                                  {"reciprocal", "Reciprocal"},
                                                                  {"logical_not", "Not"},
                                                                  {"softplus", "Softplus"}}) {
    table[name] = unary(kind);
  }
  table["square"] = square;
  table["rsqrt"] = inverse_root;
  table["log1p"] = log_of_more;
  table["expm1"] = exp_of_less;
  table["clamp"] = clamped(1, 2);
  table["hardtanh"] = clamped(1, 2);
  table["clamp_min"] = clamped(1, 0);
  table["clamp_max"] = clamped(0, 1);
  table["leaky_relu"] = leaky;
  table["where"] = chosen;
  table["masked_fill"] = masked;
  for (const char* name : {"contiguous", "detach", "clone", "alias", "lift_fresh"})
    table[name] = same;
  for (const char* name : {"to", "type_as", "double", "float"}) table[name] = converted;
  table["dropout"] = dropped;
}

}  // namespace zeroth::host

#include "host/export/onnx_call.h"

#include <ATen/ops/full.h>
#include <fmt/format.h>
#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>

#include "host/export/batch_free.h"

namespace zeroth::host {

namespace jit = torch::jit;

std::string OnnxCall::operation() const { return node_.kind().toUnqualString(); }

bool OnnxCall::is_tensor(std::size_t i) const {
  return i < arguments() && argument(i)->type()->isSubtypeOf(*c10::TensorType::get());
}

bool OnnxCall::is_none(std::size_t i) const {
  return i >= arguments() || argument(i)->mustBeNone();
}

std::string OnnxCall::tensor_of(const jit::Value* value) {
  const auto found = names_.find(value);
  if (found != names_.end()) return found->second;
  const auto constant = jit::toIValue(value);
  if (!constant || !constant->isTensor()) {
    throw NotRecorded(fmt::format("ONNX is not told what \"{}\" reads", operation()));
  }
  return names_[value] = graph.constant(constant->toTensor());
}

std::string OnnxCall::cast(const std::string& name, at::ScalarType from, at::ScalarType to) {
  if (from == to) return name;
  return graph.add("Cast", {name}, {{"to", std::int64_t{onnx_type(to)}}});
}

std::string OnnxCall::as(const jit::Value* value, at::ScalarType type) {
  const auto constant = jit::toIValue(value);
  if (constant && constant->isTensor() && constant->toTensor().scalar_type() != type) {
    return graph.constant(constant->toTensor().to(type));
  }
  return cast(tensor_of(value), type_of(value), type);
}

std::string OnnxCall::operand(std::size_t i, at::ScalarType type) {
  return is_tensor(i) ? tensor_as(i, type) : scalar(number(i), type);
}

std::vector<const jit::Value*> OnnxCall::list(std::size_t i) const {
  const jit::Node& made = *argument(i)->node();
  if (made.kind() != c10::prim::ListConstruct) {
    throw NotRecorded(fmt::format("ONNX is not told of the list that \"{}\" reads", operation()));
  }
  return {made.inputs().begin(), made.inputs().end()};
}

c10::IValue OnnxCall::known(std::size_t i) const {
  const auto value = jit::toIValue(argument(i));
  if (value) return *value;
  throw NotRecorded(
      fmt::format("ONNX is not told of \"{}\" whose argument {} is computed", operation(), i));
}

bool OnnxCall::knows_tensor(std::size_t i) const {
  const auto value = jit::toIValue(argument(i));
  return value && value->isTensor();
}

at::Tensor OnnxCall::known_tensor(std::size_t i) const { return known(i).toTensor(); }

std::int64_t OnnxCall::whole(std::size_t i) const { return known(i).toInt(); }

double OnnxCall::number(std::size_t i) const {
  const c10::IValue value = known(i);
  return value.isTensor() ? value.toTensor().item<double>() : value.toScalar().to<double>();
}

bool OnnxCall::flag(std::size_t i) const { return known(i).toBool(); }

std::vector<std::int64_t> OnnxCall::whole_list(std::size_t i) const {
  const auto value = jit::toIValue(argument(i));
  if (value && value->isInt()) return {value->toInt()};
  if (value) return value->toIntVector();
  std::vector<std::int64_t> numbers;
  for (const jit::Value* one : list(i)) {
    const auto number = jit::toIValue(one);
    numbers.push_back(number ? number->toInt() : kAnySize);
  }
  return numbers;
}

std::vector<std::int64_t> OnnxCall::sizes_of(const jit::Value* value) {
  const auto constant = jit::toIValue(value);
  if (constant && constant->isTensor()) return constant->toTensor().sizes().vec();
  const auto type = value->type()->cast<c10::TensorType>();
  const auto rank = type ? type->sizes().size() : c10::nullopt;
  if (!rank) throw NotRecorded("ONNX is not told how large a tensor is");
  std::vector<std::int64_t> sizes;
  for (std::size_t i = 0; i < *rank; ++i) sizes.push_back(type->sizes()[i].value_or(kAnySize));
  return sizes;
}

std::int64_t OnnxCall::dimension(std::size_t i, std::size_t of) const {
  const std::int64_t dimension = whole(i);
  return dimension < 0 ? dimension + rank(of) : dimension;
}

at::ScalarType OnnxCall::type_of(const jit::Value* value) {
  const auto constant = jit::toIValue(value);
  if (constant && constant->isTensor()) return constant->toTensor().scalar_type();
  const auto type = value->type()->cast<c10::TensorType>();
  if (!type || !type->scalarType()) throw NotRecorded("ONNX is not told what a tensor is of");
  return *type->scalarType();
}

std::string OnnxCall::scalar(double value, at::ScalarType type) {
  return graph.constant(at::full({1}, value, type));
}

std::string OnnxCall::bound(double value, at::ScalarType type) {
  return graph.constant(at::full({}, value, type));
}

std::string OnnxCall::shape(const std::vector<std::int64_t>& sizes) {
  if (std::find(sizes.begin(), sizes.end(), kAnySize) == sizes.end()) {
    return graph.whole_numbers(sizes);
  }
  const std::string all = graph.add("Shape", {input_});
  const std::string rows = graph.add(
      "Slice", {all, graph.whole_numbers({0}), graph.whole_numbers({1}), graph.whole_numbers({0})});
  std::vector<std::string> parts;
  for (const std::int64_t size : sizes) {
    parts.push_back(size == kAnySize ? rows : graph.whole_numbers({size}));
  }
  return graph.add("Concat", parts, {{"axis", std::int64_t{0}}});
}

std::string OnnxCall::filled(const std::vector<std::int64_t>& sizes, double value,
                             at::ScalarType type) {
  return graph.add("Expand", {scalar(value, type), shape(sizes)});
}

}  // namespace zeroth::host

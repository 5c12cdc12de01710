#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>
#include <torch/csrc/jit/ir/ir.h>

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/export/onnx_graph.h"

namespace zeroth::host {

/// ONNX's name of each tensor of a recording.
using OnnxNames = std::unordered_map<const torch::jit::Value*, std::string>;

inline constexpr std::int64_t kAnySize = -1;  ///< N among sizes

/// One operation of a recording that is to be written as ONNX: its arguments, and the graph that it
/// goes to. Arguments count from 0, as in LibTorch's schema.
class OnnxCall {
 public:
  OnnxCall(const torch::jit::Node& node, OnnxGraph& into, OnnxNames& names, std::string input)
      : graph(into), node_(node), names_(names), input_(std::move(input)) {}

  OnnxGraph& graph;

  std::string operation() const;  ///< "linear"
  std::size_t arguments() const { return node_.inputs().size(); }
  const torch::jit::Value* argument(std::size_t i) const { return node_.inputs().at(i); }

  bool is_tensor(std::size_t i) const;
  bool is_none(std::size_t i) const;
  /// A tensor's name, and the same as numbers of another type.
  std::string tensor(std::size_t i) { return tensor_of(argument(i)); }
  std::string tensor_of(const torch::jit::Value* value);
  std::string tensor_as(std::size_t i, at::ScalarType type) { return as(argument(i), type); }
  std::string as(const torch::jit::Value* value, at::ScalarType type);
  /// A tensor or a number, as a tensor of that type.
  std::string operand(std::size_t i, at::ScalarType type);
  /// All of a list.
  std::vector<const torch::jit::Value*> list(std::size_t i) const;

  // Arguments that the recording knows.  @throws NotRecorded where it does not.
  at::Tensor known_tensor(std::size_t i) const;
  bool knows_tensor(std::size_t i) const;
  std::int64_t whole(std::size_t i) const;
  double number(std::size_t i) const;
  bool flag(std::size_t i) const;
  std::vector<std::int64_t> whole_list(std::size_t i) const;  ///< one number is a list, too

  /// Sizes of a tensor, `kAnySize` where N is one.
  std::vector<std::int64_t> sizes(std::size_t i) const { return sizes_of(argument(i)); }
  static std::vector<std::int64_t> sizes_of(const torch::jit::Value* value);
  std::int64_t rank(std::size_t i) const { return static_cast<std::int64_t>(sizes(i).size()); }
  /// A dimension that may count from behind, of an argument `of`.
  std::int64_t dimension(std::size_t i, std::size_t of = 0) const;
  static at::ScalarType type_of(const torch::jit::Value* value);
  at::ScalarType type(std::size_t i) const { return type_of(argument(i)); }
  at::ScalarType result_type(std::size_t i = 0) const { return type_of(node_.outputs().at(i)); }
  std::vector<std::int64_t> result_sizes(std::size_t i = 0) const {
    return sizes_of(node_.outputs().at(i));
  }

  std::string scalar(double value, at::ScalarType type);  ///< [1], which goes with any tensor
  std::string bound(double value, at::ScalarType type);   ///< []
  /// A tensor of these sizes, all numbers the same.
  std::string filled(const std::vector<std::int64_t>& sizes, double value, at::ScalarType type);
  std::string cast(const std::string& name, at::ScalarType from, at::ScalarType to);
  /// Sizes as a tensor, for those operators that want one.
  std::string shape(const std::vector<std::int64_t>& sizes);

 private:
  c10::IValue known(std::size_t i) const;
  const torch::jit::Node& node_;
  OnnxNames& names_;
  std::string input_;
};

/// Names of all outputs of the operation; an empty one is not there.
using OnnxResults = std::vector<std::string>;
using OnnxTranslation = std::function<OnnxResults(OnnxCall&)>;
using OnnxTable = std::unordered_map<std::string, OnnxTranslation>;

// How operations of LibTorch are said in ONNX, by their name without "_" at the end.
void add_elementwise(OnnxTable& table);
void add_products(OnnxTable& table);
void add_reductions(OnnxTable& table);
void add_shapes(OnnxTable& table);
void add_choices(OnnxTable& table);

}  // namespace zeroth::host

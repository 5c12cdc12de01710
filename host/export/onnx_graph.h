#pragma once

#include <ATen/core/Tensor.h>
#include <onnx/onnx_pb.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "host/export/tensor_names.h"

namespace zeroth::host {

/// ONNX's name for the numbers of a tensor.  @throws NotRecorded where it has none.
int onnx_type(at::ScalarType type);

/// An attribute of an operator, by its name.
using OnnxAttribute =
    std::pair<const char*, std::variant<std::int64_t, double, std::vector<std::int64_t>>>;

/// Nodes and initialisers of an ONNX graph as they are added. Tensors are known by their names.
class OnnxGraph {
 public:
  OnnxGraph(onnx::GraphProto& graph, TensorNames names) : graph_(graph), names_(std::move(names)) {}

  /// Adds an operator with so many outputs.  @return their names
  std::vector<std::string> add_many(const char* kind, const std::vector<std::string>& inputs,
                                    const std::vector<OnnxAttribute>& attributes,
                                    std::size_t outputs);
  /// The same with one.
  std::string add(const char* kind, const std::vector<std::string>& inputs,
                  const std::vector<OnnxAttribute>& attributes = {});

  /// The same, and its output bears that name.
  void add_as(const std::string& output, const char* kind, const std::vector<std::string>& inputs);

  /// Adds an initialiser.
  std::string constant(const at::Tensor& tensor);
  std::string whole_numbers(const std::vector<std::int64_t>& values);

 private:
  onnx::GraphProto& graph_;
  TensorNames names_;
  std::size_t made_ = 0;
};

}  // namespace zeroth::host

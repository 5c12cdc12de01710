#pragma once

#include <onnx/onnx_pb.h>
#include <torch/csrc/jit/ir/ir.h>

#include <string>

#include "host/export/tensor_names.h"

namespace zeroth::host {

/// Adds what a recording computes to an ONNX graph, whose input and output bear these names.
/// @throws NotRecorded where ONNX is not told of an operation.
void write_nodes(const torch::jit::Graph& recording, const std::string& input,
                 const std::string& output, TensorNames names, onnx::GraphProto& graph);

}  // namespace zeroth::host

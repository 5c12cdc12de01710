#include "host/export/onnx_graph.h"

#include <ATen/ops/tensor.h>
#include <fmt/format.h>

#include "host/export/batch_free.h"

namespace zeroth::host {
namespace {

void set(onnx::AttributeProto& proto, const OnnxAttribute& attribute) {
  proto.set_name(attribute.first);
  if (const auto* number = std::get_if<std::int64_t>(&attribute.second)) {
    proto.set_type(onnx::AttributeProto::INT);
    proto.set_i(*number);
  } else if (const auto* real = std::get_if<double>(&attribute.second)) {
    proto.set_type(onnx::AttributeProto::FLOAT);
    proto.set_f(static_cast<float>(*real));
  } else {
    proto.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t one : std::get<std::vector<std::int64_t>>(attribute.second)) {
      proto.add_ints(one);
    }
  }
}

}  // namespace

int onnx_type(at::ScalarType type) {
  switch (type) {
    case at::kFloat:
      return onnx::TensorProto::FLOAT;
    case at::kDouble:
      return onnx::TensorProto::DOUBLE;
    case at::kHalf:
      return onnx::TensorProto::FLOAT16;
    case at::kLong:
      return onnx::TensorProto::INT64;
    case at::kInt:
      return onnx::TensorProto::INT32;
    case at::kByte:
      return onnx::TensorProto::UINT8;
    case at::kBool:
      return onnx::TensorProto::BOOL;
    default:
      throw NotRecorded(fmt::format("ONNX is not told of tensors of {}", c10::toString(type)));
  }
}

std::vector<std::string> OnnxGraph::add_many(const char* kind,
                                             const std::vector<std::string>& inputs,
                                             const std::vector<OnnxAttribute>& attributes,
                                             std::size_t outputs) {
  onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type(kind);
  node.set_name(fmt::format("{}_{}", kind, made_));
  for (const std::string& one : inputs) node.add_input(one);
  for (const OnnxAttribute& one : attributes) set(*node.add_attribute(), one);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < outputs; ++i) {
    names.push_back(fmt::format("{}_{}_{}", kind, made_, i));
    node.add_output(names.back());
  }
  ++made_;
  return names;
}

std::string OnnxGraph::add(const char* kind, const std::vector<std::string>& inputs,
                           const std::vector<OnnxAttribute>& attributes) {
  return add_many(kind, inputs, attributes, 1).front();
}

void OnnxGraph::add_as(const std::string& output, const char* kind,
                       const std::vector<std::string>& inputs) {
  add(kind, inputs);
  graph_.mutable_node(graph_.node_size() - 1)->set_output(0, output);
}

std::string OnnxGraph::constant(const at::Tensor& tensor) {
  const at::Tensor whole = tensor.detach().cpu().contiguous();
  onnx::TensorProto& proto = *graph_.add_initializer();
  proto.set_name(names_.name_of(tensor));
  proto.set_data_type(onnx_type(whole.scalar_type()));
  for (const std::int64_t size : whole.sizes()) proto.add_dims(size);
  if (whole.scalar_type() == at::kDouble) {  // OpenCV reads doubles from here alone
    const double* first = whole.data_ptr<double>();
    proto.mutable_double_data()->Add(first, first + whole.numel());
  } else {
    proto.set_raw_data(whole.data_ptr(), whole.nbytes());
  }
  return proto.name();
}

std::string OnnxGraph::whole_numbers(const std::vector<std::int64_t>& values) {
  return constant(at::tensor(values, at::kLong));
}

}  // namespace zeroth::host

#include "host/export/onnx_writer.h"

#include <fmt/format.h>
#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "host/export/batch_free.h"
#include "host/export/onnx_call.h"

namespace zeroth::host {
namespace {

namespace ir = torch::jit;

const OnnxTable& all_translations() {
  static const OnnxTable table = [] {
    OnnxTable all;
    add_elementwise(all);
    add_products(all);
    add_reductions(all);
    add_shapes(all);
    add_choices(all);
    return all;
  }();
  return table;
}

/// Operations whose result lies where their first argument does.
const std::set<std::string>& views() {
  static const std::set<std::string> names = {
      "narrow",     "slice",   "select",  "view",       "reshape",   "expand", "transpose",
      "t",          "permute", "squeeze", "unsqueeze",  "flatten",   "detach", "alias",
      "contiguous", "to",      "view_as", "reshape_as", "expand_as", "numpy_T"};
  return names;
}

bool makes_tensors(const ir::Node& node) {
  for (const ir::Value* one : node.outputs()) {
    if (one->type()->isSubtypeOf(*c10::TensorType::get())) return true;
  }
  return false;
}

/// Goes through a recording from its first operation to the last. Operations that write into a
/// tensor are told as such that make a new one.
class OnnxWriter {
 public:
  OnnxWriter(std::string input, TensorNames names, onnx::GraphProto& graph)
      : input_(std::move(input)), graph_(graph, std::move(names)) {}

  void write(const ir::Graph& recording, const std::string& output) {
    names_[recording.inputs().at(0)] = input_;
    for (const ir::Node* node : recording.nodes()) write(*node);
    const ir::Value* last = recording.outputs().at(0);
    OnnxCall call(*recording.return_node(), graph_, names_, input_);
    rename(call.tensor_of(last), output);
  }

 private:
  void rename(const std::string& last, const std::string& output) {
    graph_.add_as(output, "Identity", {last});
  }

  void write(const ir::Node& node) {
    if (node.kind() == c10::prim::Constant || node.kind() == c10::prim::ListConstruct) return;
    if (!makes_tensors(node)) return;
    std::string operation = node.kind().toUnqualString();
    const bool writes = operation.size() > 1 && operation.back() == '_';
    if (writes) operation.pop_back();
    const auto found = all_translations().find(operation);
    if (!node.kind().is_aten() || found == all_translations().end()) {
      throw NotRecorded(fmt::format("ONNX is not told of \"{}\"", node.kind().toQualString()));
    }
    OnnxCall call(node, graph_, names_, input_);
    const OnnxResults results = found->second(call);
    for (std::size_t i = 0; i < results.size() && i < node.outputs().size(); ++i) {
      names_[node.outputs()[i]] = results[i];
    }
    if (writes) write_into(*node.inputs().at(0), node, results.front());
  }

  /// The tensor is `result` from here on, and so is the one that it is a view of.
  void write_into(const ir::Value& value, const ir::Node& writer, const std::string& result) {
    expect_no_other_view(value, writer);
    names_[&value] = result;
    const ir::Node& made = *value.node();
    if (!made.kind().is_aten() || views().count(made.kind().toUnqualString()) == 0) return;
    const ir::Value& base = *made.inputs().at(0);
    if (OnnxCall::sizes_of(&base) != OnnxCall::sizes_of(&value)) refuse_part();
    if (made.kind() != c10::aten::narrow && made.kind() != c10::aten::slice) refuse_part();
    write_into(base, writer, result);
  }

  [[noreturn]] static void refuse_part() {
    throw NotRecorded("ONNX is not told of numbers that are written into a part of a tensor");
  }

  /// A view that was taken before and is read afterwards would show what was there.
  static void expect_no_other_view(const ir::Value& value, const ir::Node& writer) {
    for (const ir::Use& use : value.uses()) {
      const ir::Node& other = *use.user;
      const bool is_view =
          other.kind().is_aten() && views().count(other.kind().toUnqualString()) > 0;
      if (!is_view || !other.isBefore(&writer)) continue;
      for (const ir::Use& later : other.output()->uses()) {
        if (later.user->isAfter(&writer)) refuse_part();
      }
    }
  }

  std::string input_;
  OnnxGraph graph_;
  OnnxNames names_;
};

/// Leaves out what nothing reads: what was there before something else was written over it.
void remove_unused(onnx::GraphProto& graph, const std::string& output) {
  std::set<std::string> read = {output};
  onnx::GraphProto kept;
  kept.set_name(graph.name());
  kept.mutable_input()->CopyFrom(graph.input());
  kept.mutable_output()->CopyFrom(graph.output());
  std::vector<const onnx::NodeProto*> nodes;
  for (int i = graph.node_size() - 1; i >= 0; --i) {
    const onnx::NodeProto& node = graph.node(i);
    const bool is_read = std::any_of(node.output().begin(), node.output().end(),
                                     [&](const std::string& one) { return read.count(one) > 0; });
    if (!is_read) continue;
    nodes.push_back(&node);
    read.insert(node.input().begin(), node.input().end());
  }
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) *kept.add_node() = **node;
  for (onnx::TensorProto& one : *graph.mutable_initializer()) {
    if (read.count(one.name()) > 0) kept.add_initializer()->Swap(&one);
  }
  graph.Swap(&kept);
}

}  // namespace

void write_nodes(const ir::Graph& recording, const std::string& input, const std::string& output,
                 TensorNames names, onnx::GraphProto& graph) {
  OnnxWriter(input, std::move(names), graph).write(recording, output);
  remove_unused(graph, output);
}

}  // namespace zeroth::host

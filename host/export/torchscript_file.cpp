#include "host/export/torchscript_file.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/serialization/import.h>
#include <zeroth/formats/atomic_file.h>

#include <sstream>
#include <string>
#include <vector>

#include "host/export/exported_input.h"
#include "host/export/labels.h"
#include "host/export/tensor_names.h"

namespace zeroth::host {
namespace {

namespace script = torch::jit;

void add_labels(script::Module& module, const LoadedModel& model) {
  c10::List<std::string> labels;
  c10::List<bool> seen;
  for (const ModelClass& one : model.classes()) {
    labels.push_back(one.name);
    seen.push_back(one.is_seen);
  }
  module.register_attribute("labels", c10::ListType::ofStrings(), labels);
  module.register_attribute("seen", c10::ListType::ofBools(), seen);
  module.register_attribute("card", c10::StringType::get(), published_card(model.card()).dump());
  module.register_attribute("training", c10::BoolType::get(), false);
}

/// Tensors of the graph become buffers of the module, which move to a device with it.
void add_buffers(script::Module& module, script::Graph& graph, const LoadedModel& model) {
  TensorNames names(model.tensors());
  std::vector<script::Node*> constants;
  for (script::Node* node : graph.nodes()) {
    if (node->kind() == c10::prim::Constant) constants.push_back(node);
  }
  for (script::Node* node : constants) {
    const auto value = script::toIValue(node->output());
    if (!value || !value->isTensor() || value->toTensor().numel() < 2) continue;
    const std::string name = names.name_of(value->toTensor());
    module.register_buffer(name, value->toTensor().detach().clone());
    const script::WithInsertPoint here(node);
    node->output()->replaceAllUsesWith(graph.insertGetAttr(graph.inputs().at(0), name));
    node->destroy();
  }
}

script::Module module_of(const Recording& recorded, const LoadedModel& model) {
  script::Module module("__torch__.zeroth.Model");
  add_labels(module, model);
  const std::shared_ptr<script::Graph> graph = recorded.copy();
  graph->inputs().at(0)->setType(c10::TensorType::get());
  graph->inputs().at(0)->setDebugName(input_of(model).name);
  graph->outputs().at(0)->setType(c10::TensorType::get());
  graph->insertInput(0, "self")->setType(module._ivalue()->type());
  add_buffers(module, *graph, model);
  const c10::QualifiedName name(*module.type()->name(), "forward");
  auto* forward = module._ivalue()->compilation_unit()->create_function(name, graph);
  module.type()->addMethod(forward);
  return module;
}

}  // namespace

void write_torchscript(const std::filesystem::path& file, const Recording& recorded,
                       const LoadedModel& model) {
  std::ostringstream stream;
  module_of(recorded, model).save(stream);
  const std::string content = stream.str();
  formats::AtomicFile out(file);
  out.write(content.data(), content.size());
  out.commit();
}

at::Tensor torchscript_scores(const std::filesystem::path& file, const at::Tensor& input) {
  const at::NoGradGuard no_gradient;
  script::Module module = script::load(file.string());
  return module.forward({input}).toTensor();
}

}  // namespace zeroth::host

#include "host/export/onnx_file.h"

#include <fmt/format.h>
#include <onnx/checker.h>
#include <zeroth/formats/atomic_file.h>

#include <limits>
#include <vector>

#include "host/base/problem.h"
#include "host/export/batch_free.h"
#include "host/export/labels.h"
#include "host/export/onnx_writer.h"

namespace zeroth::host {
namespace {

constexpr int kOnnxFormat = 7;  // that has opset 13

constexpr const char* kOutput = "scores";

void describe(const std::string& name, const std::vector<std::int64_t>& sizes,
              onnx::ValueInfoProto& info) {
  info.set_name(name);
  auto& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  tensor.mutable_shape()->add_dim()->set_dim_param("N");
  for (const std::int64_t one : sizes) tensor.mutable_shape()->add_dim()->set_dim_value(one);
}

onnx::ModelProto model_of(const Recording& recorded, const OnnxPapers& papers) {
  onnx::ModelProto proto;
  proto.set_ir_version(kOnnxFormat);
  proto.set_producer_name("Zeroth");
  proto.add_opset_import()->set_version(kOnnxOpset);
  for (const auto& [key, text] : papers.texts) {
    auto& entry = *proto.add_metadata_props();
    entry.set_key(key);
    entry.set_value(text);
  }
  onnx::GraphProto& graph = *proto.mutable_graph();
  graph.set_name("zeroth");
  describe(papers.input.name, papers.input.sizes, *graph.add_input());
  describe(kOutput, papers.output, *graph.add_output());
  write_nodes(recorded.graph(), papers.input.name, kOutput, TensorNames(papers.tensors), graph);
  return proto;
}

}  // namespace

std::string onnx_bytes(const Recording& recorded, const OnnxPapers& papers) {
  const onnx::ModelProto proto = model_of(recorded, papers);
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (proto.ByteSizeLong() > kMost) throw NotRecorded("an ONNX file holds at most 2 GB");
  onnx::checker::check_model(proto);
  return proto.SerializeAsString();
}

void write_onnx(const std::filesystem::path& file, const Recording& recorded,
                const LoadedModel& model) {
  std::string content;
  try {
    const auto classes = static_cast<std::int64_t>(model.classes().size());
    content = onnx_bytes(
        recorded,
        {input_of(model), {classes}, model.tensors(), labels_of(published_card(model.card()))});
  } catch (const NotRecorded& problem) {
    refuse_recording(model.card(), problem.what());
  } catch (const onnx::checker::ValidationError& problem) {
    throw Failure(Exit::internal,
                  {"the checker of ONNX refuses the model", file.string(), {problem.what()}, ""});
  }
  formats::AtomicFile out(file);
  out.write(content.data(), content.size());
  out.commit();
}

}  // namespace zeroth::host

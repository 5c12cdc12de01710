#include "host/run/host_cases.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/scalar_tensor.h>

#include <map>

#include "host/evaluate/metrics.h"
#include "host/recipes/ood_vectors.h"

namespace zeroth::host {
namespace {

at::Tensor scalar(double value) { return at::scalar_tensor(value, at::kDouble); }

TensorMap ood_label(const GoldenCase& golden) {
  Gate gate;
  gate.weight = golden.state["weight"];
  gate.offset = golden.state["offset"];
  gate.softmax = golden.params.at("softmax").get<bool>();
  TensorMap out;
  out.set("ood_label", gate.ood_label(golden.inputs["score"]));
  return out;
}

TensorMap ood_embedding(const GoldenCase& golden) {
  Projector projector;
  projector.weight = golden.state["projector.weight"];
  projector.bias = golden.state["projector.bias"];
  projector.log_softmax = golden.params.at("input").get<std::string>() == "log-softmax";
  projector.softmax = golden.params.at("softmax").get<bool>();
  TensorMap out;
  out.set("ood_embedding", projector.ood_embedding(golden.inputs["student_logits"]));
  return out;
}

TensorMap gzsl(const GoldenCase& golden) {
  const TensorMap& in = golden.inputs;
  const GzslAccuracy accuracy =
      gzsl_accuracy(in["labels"], in["predictions"], in["seen_classes"], in["unseen_classes"]);
  TensorMap out;
  out.set("U", scalar(accuracy.U));
  out.set("S", scalar(accuracy.S));
  out.set("H", scalar(accuracy.H));
  return out;
}

}  // namespace

CaseFunction host_case(const std::string& component) {
  static const std::map<std::string, CaseFunction> functions = {
      {"d3gzsl.ood-label", ood_label},
      {"d3gzsl.ood-embedding", ood_embedding},
      {"metric.gzsl", gzsl},
  };
  const auto found = functions.find(component);
  return found == functions.end() ? CaseFunction() : found->second;
}

}  // namespace zeroth::host

#include "host/cases/host_cases.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/isin.h>
#include <ATen/ops/scalar_tensor.h>
#include <zeroth/formats/unit_rows.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

#include "host/data/minmax.h"
#include "host/data/unit_regions.h"
#include "host/evaluate/metrics.h"
#include "host/recipes/expert_mixture.h"
#include "host/recipes/ood_vectors.h"

namespace zeroth::host {
namespace {

/// Outputs by name, numbers as scalar tensors.
TensorMap outputs(std::initializer_list<std::pair<const char*, double>> numbers) {
  TensorMap out;
  for (const auto& [name, value] : numbers) out.set(name, at::scalar_tensor(value, at::kDouble));
  return out;
}

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
  return outputs({{"U", accuracy.U}, {"S", accuracy.S}, {"H", accuracy.H}});
}

TensorMap czsl(const GoldenCase& golden) {
  const TensorMap& in = golden.inputs;
  const at::Tensor predictions = restricted_prediction(in["scores"], in["unseen_classes"]);
  TensorMap out =
      outputs({{"T", per_class_accuracy(in["labels"], predictions, in["unseen_classes"])}});
  out.set("predictions", predictions);
  return out;
}

TensorMap stacking(const GoldenCase& golden) {
  const TensorMap& in = golden.inputs;
  const CalibratedStacking result = calibrated_stacking(
      in["scores"], in["labels"], in["seen_classes"], golden.params.at("gamma").get<double>());
  TensorMap out =
      outputs({{"U", result.accuracy.U}, {"S", result.accuracy.S}, {"H", result.accuracy.H}});
  out.set("predictions", result.predictions);
  return out;
}

TensorMap curve(const GoldenCase& golden) {
  const TensorMap& in = golden.inputs;
  const SeenUnseenCurve result = ausuc(in["scores"], in["labels"], in["seen_classes"]);
  return outputs({{"ausuc", result.ausuc},
                  {"best_H", result.best_H},
                  {"max_U", result.max_U},
                  {"max_S", result.max_S}});
}

TensorMap detection(const GoldenCase& golden) {
  const OodMetrics m = ood_metrics(golden.inputs["score"], golden.inputs["is_seen"]);
  return outputs({{"auroc", m.auroc},
                  {"fpr95_seen_positive", m.fpr95_seen_positive},
                  {"fpr95_unseen_positive", m.fpr95_unseen_positive},
                  {"aupr_seen_positive", m.aupr_seen_positive},
                  {"aupr_unseen_positive", m.aupr_unseen_positive},
                  {"unseen_share", m.unseen_share}});
}

at::Tensor to_tensor(const std::vector<double>& values) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kDouble);
  std::copy(values.begin(), values.end(), tensor.data_ptr<double>());
  return tensor;
}

at::Tensor scaled(const MinMax& scale, const at::Tensor& rows) {
  const at::Tensor in = rows.contiguous();
  const at::Tensor out = at::empty_like(in);
  for (std::int64_t i = 0; i < in.size(0); ++i) {
    scale.apply_row(in.data_ptr<double>() + i * in.size(1),
                    out.data_ptr<double>() + i * in.size(1));
  }
  return out;
}

TensorMap minmax(const GoldenCase& golden) {
  const at::Tensor train = golden.inputs["trainval"].contiguous();
  const MinMax scale = MinMax::fit(train.size(0), train.size(1), [&](std::int64_t i) {
    return train.data_ptr<double>() + i * train.size(1);
  });
  TensorMap out;
  out.set("minimum", to_tensor(scale.minimum));
  out.set("divisor", to_tensor(scale.divisor));
  out.set("trainval_scaled", scaled(scale, train));
  out.set("test_scaled", scaled(scale, golden.inputs["test"]));
  return out;
}

TensorMap unit_rows_case(const GoldenCase& golden) {
  const at::Tensor matrix = golden.inputs["matrix"].contiguous();
  const at::Tensor rows = at::empty_like(matrix);
  formats::unit_rows(matrix.data_ptr<double>(), matrix.size(0), matrix.size(1),
                     rows.data_ptr<double>());
  TensorMap out;
  out.set("rows", rows);
  return out;
}

TensorMap unit_regions_case(const GoldenCase& golden) {
  const at::Tensor in = golden.inputs["features"].contiguous();
  const std::int64_t size = in.size(1) * in.size(2);
  const at::Tensor out = at::empty({in.size(0), in.size(2), in.size(1)}, in.options());
  for (std::int64_t i = 0; i < in.size(0); ++i) {
    unit_regions(in.data_ptr<double>() + i * size, in.size(1), in.size(2),
                 out.data_ptr<double>() + i * size);
  }
  TensorMap outputs;
  outputs.set("regions", out.transpose(1, 2));
  return outputs;
}

/// Predictions of two experts mixed by their weights.
TensorMap predict(const GoldenCase& golden, const char* first, double first_weight,
                  const char* second, double second_weight) {
  Classes classes;
  classes.seen = golden.inputs["seen_classes"];
  const at::Tensor all = at::arange(golden.inputs[first].size(1));
  const at::Tensor unseen = all.masked_select(at::isin(all, classes.seen).logical_not());
  const ExpertMixture mixture({{first, first_weight}, {second, second_weight}}, 0.0, classes);
  TensorMap said;
  for (const char* name : {first, second}) {
    said.set(std::string(name) + "/scores", golden.inputs[name]);
  }
  TensorMap out;
  const at::Tensor scores = mixture.scores(said);
  out.set("scores", scores);
  out.set("gzsl_prediction", scores.argmax(1));
  out.set("zsl_prediction", unseen.index_select(0, scores.index_select(1, unseen).argmax(1)));
  return out;
}

TensorMap dedn_predict(const GoldenCase& golden) {
  const auto share = golden.params.at("lambda_e").get<double>();
  return predict(golden, "coarse_scores", share, "fine_scores", 1 - share);
}

TensorMap msdn_predict(const GoldenCase& golden) {
  return predict(golden, "first_scores", golden.params.at("alpha_1").get<double>(), "second_scores",
                 golden.params.at("alpha_2").get<double>());
}

}  // namespace

CaseFunction host_case(const std::string& component) {
  static const std::map<std::string, CaseFunction> functions = {
      {"d3gzsl.ood-label", ood_label},
      {"d3gzsl.ood-embedding", ood_embedding},
      {"dedn.predict", dedn_predict},
      {"msdn.predict", msdn_predict},
      {"data.l2regions", unit_regions_case},
      {"data.l2rows", unit_rows_case},
      {"data.minmax", minmax},
      {"metric.ausuc", curve},
      {"metric.calibrated-stacking", stacking},
      {"metric.czsl", czsl},
      {"metric.gzsl", gzsl},
      {"metric.ood", detection},
  };
  const auto found = functions.find(component);
  return found == functions.end() ? CaseFunction() : found->second;
}

}  // namespace zeroth::host

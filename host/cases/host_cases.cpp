#include "host/cases/host_cases.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>
#include <zeroth/formats/unit_rows.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

#include "host/data/minmax.h"
#include "host/data/unit_regions.h"
#include "host/evaluate/metrics.h"

namespace zeroth::host {
namespace {

/// Outputs by name, numbers as scalar tensors.
TensorMap outputs(std::initializer_list<std::pair<const char*, double>> numbers) {
  TensorMap out;
  for (const auto& [name, value] : numbers) out.set(name, at::scalar_tensor(value, at::kDouble));
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
  out.set("minimum", at::tensor(scale.minimum, at::kDouble));
  out.set("divisor", at::tensor(scale.divisor, at::kDouble));
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

}  // namespace

CaseFunction host_case(const std::string& component) {
  static const std::map<std::string, CaseFunction> functions = {
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

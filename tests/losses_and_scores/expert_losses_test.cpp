#include "tests/reference/expert_losses.h"

#include <ATen/ops/tensor.h>
#include <doctest/doctest.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/losses_and_scores/loaded_plugin.h"
#include "tests/losses_and_scores/loss_example.h"
#include "tests/support/tensors.h"

using zeroth::TensorMap;
using zeroth::host::Json;

namespace {

const at::Tensor& seen() {
  static const at::Tensor ids = at::tensor({1, 2, 5, 6}, at::kLong);
  return ids;
}

at::Tensor seen_labels(std::int64_t n, std::uint64_t seed) {
  return seen().index_select(0, whole(n, seen().size(0), seed));
}

bool printed(const Json& params) { return params.at("discrepancy") == "printed"; }

Example alignment(const char* form, std::int64_t n, double scale) {
  return {"loss.alignment",
          {{"discrepancy", form}},
          {"region_scores", "channel_scores"},
          TensorMap({{"region_scores", normal({n, 6}, 81) * scale},
                     {"channel_scores", normal({n, 6}, 82) * scale}}),
          [](const TensorMap& in, const Json& params) {
            const auto p = to_table(in["region_scores"]), q = to_table(in["channel_scores"]);
            return reference::distance(p, q, printed(params)) +
                   reference::divergence(p, q, printed(params));
          }};
}

double twin_distillation(const TensorMap& in, const Json& params) {
  const auto p = to_table(in["first_scores"]), q = to_table(in["second_scores"]);
  const bool seen_only = params.at("kl_classes") == "seen";
  const auto columns = [&](const reference::Table& table) {
    return seen_only ? reference::seen_columns(table, to_labels(seen())) : table;
  };
  const double far = reference::distance(p, q, printed(params));
  const double apart = reference::divergence(columns(p), columns(q), printed(params));
  const auto parts = params.at("parts").get<std::string>();
  return parts == "both" ? far + apart : parts == "distance" ? far : apart;
}

Example distillation(const char* form, const char* classes, const char* parts, std::int64_t n) {
  return {"loss.expert-distillation",
          {{"discrepancy", form}, {"kl_classes", classes}, {"parts", parts}},
          {"first_scores", "second_scores"},
          TensorMap({{"first_scores", normal({n, 7}, 83)},
                     {"second_scores", normal({n, 7}, 84)},
                     {"seen_classes", seen()}}),
          twin_distillation};
}

TensorMap class_batch(std::int64_t n, double scale) {
  return TensorMap({{"scores", normal({n, 7}, 85) * scale},
                    {"labels", seen_labels(n, 86)},
                    {"seen_classes", seen()}});
}

Example margin_aware(double kappa, bool shift, std::int64_t n, double scale) {
  return {"loss.margin-aware",
          {{"margin", 0.7}, {"kappa", kappa}, {"shift", shift}},
          {"scores"},
          class_batch(n, scale),
          [](const TensorMap& in, const Json& params) {
            return reference::margin_aware(to_table(in["scores"]), to_labels(in["labels"]),
                                           to_labels(seen()), params.at("margin"),
                                           params.at("kappa"), params.at("shift"));
          },
          scale < kRounded};
}

Example calibration(const char* form, std::int64_t n, double scale) {
  return {"loss.self-calibration",
          {{"form", form}},
          {"scores"},
          TensorMap({{"scores", normal({n, 7}, 87) * scale}, {"seen_classes", seen()}}),
          [](const TensorMap& in, const Json& params) {
            const auto scores = to_table(in["scores"]);
            const reference::Labels ids = to_labels(seen());
            if (params.at("form") == "mean-of-logs") return reference::unseen_mass(scores, ids);
            return reference::self_calibration(scores, ids, params.at("form") == "sum-of-logs");
          },
          scale < kRounded};
}

Example cross_entropy(const char* classes, std::int64_t n, double scale) {
  return {"loss.attribute-cross-entropy",
          {{"margin", 0.7}, {"classes", classes}},
          {"scores"},
          class_batch(n, scale),
          [](const TensorMap& in, const Json& params) {
            return reference::attribute_cross_entropy(
                to_table(in["scores"]), to_labels(in["labels"]), to_labels(seen()),
                params.at("margin"), params.at("classes") == "seen");
          },
          scale < kRounded};
}

Example attribute_regression(std::int64_t n) {
  return {
      "loss.attribute-regression",
      Json::object(),
      {"attribute_scores", "descriptors"},
      TensorMap({{"attribute_scores", normal({n, 6}, 89)}, {"descriptors", normal({n, 6}, 90)}}),
      [](const TensorMap& in, const Json&) {
        return reference::attribute_regression(to_table(in["attribute_scores"]),
                                               to_table(in["descriptors"]));
      }};
}

Example attribute_decorrelation(const Json& groups) {
  return {"loss.attribute-decorrelation",
          {{"groups", groups}},
          {"prototypes"},
          TensorMap({{"prototypes", normal({4, 3}, 91)}}),
          [](const TensorMap& in, const Json& params) {
            auto lists = params.at("groups").get<std::vector<reference::Labels>>();
            if (lists.empty()) lists = {{0}, {1}, {2}, {3}};
            return reference::attribute_decorrelation(to_table(in["prototypes"]), lists);
          }};
}

Example compactness(std::int64_t n) {
  const at::Tensor places = at::tensor({0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0}).view({4, 2});
  return {"loss.compactness",
          Json::object(),
          {"maps"},
          TensorMap({{"maps", normal({n, 3, 4}, 92)}, {"places", places.to(at::kDouble)}}),
          [](const TensorMap& in, const Json&) {
            return reference::compactness(to_table(in["maps"].reshape({-1, 4})),
                                          to_table(in["places"]),
                                          static_cast<double>(in["maps"].size(0)));
          }};
}

/// Typical batches, a batch of one, large scores; every switch.
std::vector<Example> expert_examples() {
  std::vector<Example> all = {attribute_decorrelation(Json::array()),
                              attribute_decorrelation({{0, 2}, {3, 1}}),
                              attribute_decorrelation({{2, 3, 1, 0}})};
  for (const std::int64_t n : {1, 5}) {
    all.push_back(attribute_regression(n));
    all.push_back(compactness(n));
    for (const char* form : {"reference", "printed"}) {
      for (const double scale : {1.0, 10.0}) all.push_back(alignment(form, n, scale));
      for (const char* classes : {"all", "seen"}) {
        for (const char* parts : {"both", "distance", "divergence"}) {
          all.push_back(distillation(form, classes, parts, n));
        }
      }
    }
    for (const double scale : {1.0, 80.0}) {
      for (const double kappa : {0.0, 1.0, 2.0}) {
        all.push_back(margin_aware(kappa, true, n, scale));
      }
      all.push_back(margin_aware(2.0, false, n, scale));
      for (const char* form : {"log-of-mean", "sum-of-logs", "mean-of-logs"}) {
        all.push_back(calibration(form, n, scale));
      }
      for (const char* classes : {"all", "seen"}) all.push_back(cross_entropy(classes, n, scale));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("expert losses: every plugin agrees with its slow twin") {
  check_twins(expert_examples());
}

TEST_CASE("expert losses: gradients agree with finite differences") {
  check_gradients(expert_examples());
}

TEST_CASE("expert losses: zero rows and single precision stay finite") {
  check_finite(expert_examples());
}

TEST_CASE("expert losses: single and double precision agree") {
  check_precisions(expert_examples());
}

TEST_CASE("expert losses: equal scores have discrepancy 0 and gradient 0") {
  for (const char* form : {"reference", "printed"}) {
    const at::Tensor p = normal({4, 7}, 88).set_requires_grad(true), q = p.detach().clone();
    const TensorMap in({{"first_scores", p}, {"second_scores", q}, {"seen_classes", seen()}});
    const at::Tensor loss =
        compute(loaded<zeroth::Loss>("loss.expert-distillation", {{"discrepancy", form}}), in);
    CHECK(loss.item<double>() == doctest::Approx(0.0));
    const at::Tensor gradient = torch::autograd::grad({loss}, {p})[0];
    CHECK(gradient.isfinite().all().item<bool>());
    CHECK(gradient.abs().max().item<double>() < 1e-12);
  }
}

TEST_CASE("expert losses: an unseen label is refused by its id") {
  for (const char* id : {"loss.margin-aware", "loss.attribute-cross-entropy"}) {
    TensorMap in = class_batch(3, 1.0);
    in.set("labels", at::tensor({1, 3, 6}, at::kLong));
    CHECK_THROWS_WITH(loaded<zeroth::Loss>(id).component()->compute(in),
                      "class 3 is not a seen class, and this loss reads rows of seen classes only");
  }
}

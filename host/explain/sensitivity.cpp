#include "host/explain/sensitivity.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linear.h>
#include <fmt/format.h>
#include <zeroth/recipes/expert_mixture.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "host/evaluate/metrics.h"

namespace zeroth::host {
namespace {

using recipes::ExpertMixture;
using recipes::for_prediction;

constexpr int kSteps = 20;
constexpr double kSame = 1e-6;  // values of a setting closer than this are one

ExpertMixture mixture_of(const StoredScores& stored) {
  const auto weights = stored.inference.at("weights").get<std::map<std::string, double>>();
  return ExpertMixture(recipes::shares_of(stored.experts, weights),
                       stored.inference.at("calibration").get<double>(), stored.classes);
}

/// Evenly from `low` to `high`, `own` put in where it is not among them.
std::vector<double> values_with(double low, double high, double own) {
  std::vector<double> values;
  for (int i = 0; i <= kSteps; ++i) values.push_back(low + (high - low) * i / kSteps);
  const auto near = std::find_if(values.begin(), values.end(),
                                 [&](double value) { return std::abs(value - own) < kSame; });
  if (near != values.end()) {
    *near = own;
  } else {
    values.insert(std::upper_bound(values.begin(), values.end(), own), own);
  }
  return values;
}

/// `changed(value)` is what leads to the prediction at a value other than the run's own.
SensitivityCurve curve_along(const std::string& setting, const std::string& expert,
                             const std::vector<double>& values, double own,
                             const StoredScores& stored,
                             const std::function<StoredScores(double)>& changed) {
  SensitivityCurve curve{setting, expert, {}, 0};
  for (const double value : values) {
    if (value == own) curve.own = curve.points.size();
    curve.points.push_back(figures_of(value == own ? stored : changed(value)));
    curve.points.back().value = value;
  }
  return curve;
}

/// The weights with the share of `expert` as given and the others in their proportions; equal ones
/// where the others have none.
Json weights_with(const std::map<std::string, double>& own, const std::string& expert,
                  double share) {
  double total = 0;
  for (const auto& [name, weight] : own) total += weight;
  const double others = total - own.at(expert);
  Json weights = Json::object();
  for (const auto& [name, weight] : own) {
    const double part = std::abs(others) > kSame * std::abs(total)
                            ? weight / others
                            : 1.0 / static_cast<double>(own.size() - 1);
    weights[name] = total * (name == expert ? share : (1 - share) * part);
  }
  return weights;
}

void add_weights(const StoredScores& stored, Sensitivity& found) {
  std::map<std::string, double> own = mixture_of(stored).weights();
  for (const std::string& expert : stored.experts) own.insert({expert, 0.0});
  double total = 0;
  for (const auto& [name, weight] : own) total += weight;
  if (own.size() < 2 || std::abs(total) < kSame) {
    found.left_out.push_back(own.size() < 2 ? "weights: there is only one expert"
                                            : "weights: those of the run sum to zero");
    return;
  }
  for (const std::string& expert : stored.experts) {
    const double share = own.at(expert) / total;
    found.curves.push_back(
        curve_along("weight", expert, values_with(0, 1, share), share, stored, [&](double value) {
          StoredScores changed = stored;
          changed.inference["weights"] = weights_with(own, expert, value);
          return changed;
        }));
    if (own.size() == 2) return;  // the other one's curve is this one backwards
  }
}

/// What lambda_rc moves in the class scores of an expert.
struct RegionShare {
  double own = 0;     // lambda_rc of the run
  at::Tensor scores;  // [n,C], for prediction
  at::Tensor slope;   // [n,C], (o_r - o_c) A^T
};

/// @return nothing, with the reason, for an expert whose class scores do not follow from a mix of
/// region and channel scores.
std::optional<RegionShare> region_share(const StoredScores& stored, const std::string& expert,
                                        std::string& why) {
  const TensorMap& said = stored.said;
  const auto has = [&](const char* tensor) { return said.contains(expert + "/" + tensor); };
  why = "it offers no region and channel scores";
  if (!has("region_scores") || !has("channel_scores") || !has("attribute_scores")) return {};
  const at::Tensor channels = said[expert + "/channel_scores"].to(at::kDouble);
  const at::Tensor step = said[expert + "/region_scores"].to(at::kDouble) - channels;
  const at::Tensor attributes = for_prediction(said, expert, "attribute_scores").to(at::kDouble);
  const double length = (step * step).sum().item<double>();
  why = "its region and channel scores are the same";
  if (!(length > 0)) return {};
  // The share by least squares; rounded, it is the number that the pipeline says.
  const double exact = (step * (attributes - channels)).sum().item<double>() / length;
  const double own = std::round(exact * 1e6) / 1e6;
  const double scale = std::max(attributes.abs().max().item<double>(), 1.0);
  why = "its attribute scores are no mix of its region and channel scores";
  if ((channels + own * step - attributes).abs().max().item<double>() > 1e-3 * scale) return {};
  const at::Tensor scores = for_prediction(said, expert, "scores");
  const at::Tensor descriptors = stored.classes.attributes.to(at::kDouble);
  const at::Tensor margins = scores.to(at::kDouble) - at::linear(attributes, descriptors);
  why = "its class scores are not linear in its attribute scores";
  if ((margins - margins.narrow(0, 0, 1)).abs().max().item<double>() > 1e-3 * scale) return {};
  return RegionShare{own, scores, at::linear(step, descriptors)};
}

void add_region_shares(const StoredScores& stored, Sensitivity& found) {
  const std::map<std::string, double> weights = mixture_of(stored).weights();
  for (const std::string& expert : stored.experts) {
    std::string why = "its weight is 0";
    const bool predicts = weights.count(expert) > 0 && weights.at(expert) != 0;
    const auto share = predicts ? region_share(stored, expert, why) : std::nullopt;
    if (!share) {
      found.left_out.push_back(fmt::format("lambda_rc of {}: {}", expert, why));
      continue;
    }
    found.curves.push_back(curve_along(
        "lambda_rc", expert, values_with(0, 1, share->own), share->own, stored, [&](double value) {
          StoredScores changed = stored;
          changed.said.set(expert + "/inference_scores",
                           share->scores + (value - share->own) * share->slope);
          return changed;
        }));
  }
}

/// The calibrations between which the rows turn from seen to unseen, but for the last percent on
/// either side.
std::pair<double, double> turning_range(const StoredScores& stored) {
  StoredScores plain = stored;
  plain.inference["calibration"] = 0.0;
  const at::Tensor scores = mixture_of(plain).scores(plain.said);
  const at::Tensor gaps = (scores.index_select(1, stored.classes.seen).amax({1}) -
                           scores.index_select(1, stored.classes.unseen).amax({1}))
                              .to(at::kDouble);
  const at::Tensor sorted = std::get<0>(gaps.sort()).contiguous();
  const auto last = sorted.numel() - 1;
  const auto* values = sorted.data_ptr<double>();
  return {values[last / 100], values[last - last / 100]};
}

void add_calibration(const StoredScores& stored, Sensitivity& found) {
  const auto [low, high] = turning_range(stored);
  const double own = mixture_of(stored).calibration();
  found.curves.push_back(
      curve_along("calibration", "", values_with(low, high, own), own, stored, [&](double value) {
        StoredScores changed = stored;
        changed.inference["calibration"] = value;
        return changed;
      }));
}

}  // namespace

SensitivityPoint figures_of(const StoredScores& stored) {
  const Classes& classes = stored.classes;
  const at::Tensor scores = mixture_of(stored).scores(stored.said);
  const GzslAccuracy accuracy =
      gzsl_accuracy(stored.labels, scores.argmax(1), classes.seen, classes.unseen);
  const double zero_shot = per_class_accuracy(
      stored.labels, restricted_prediction(scores, classes.unseen), classes.unseen);
  return {0.0, 100 * accuracy.U, 100 * accuracy.S, 100 * accuracy.H, 100 * zero_shot};
}

Sensitivity sensitivity(const StoredScores& stored) {
  Sensitivity found;
  add_weights(stored, found);
  add_region_shares(stored, found);
  add_calibration(stored, found);
  return found;
}

}  // namespace zeroth::host

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
constexpr double kSame = 1e-6;      // values of a setting closer than this are one
constexpr double kRounding = 1e-3;  // of scores that were computed in single precision

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
SensitivityCurve curve_along(SensitivityCurve curve, const std::vector<double>& values, double own,
                             const StoredScores& stored,
                             const std::function<StoredScores(double)>& changed) {
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
    found.curves.push_back(curve_along(
        {"weight", expert, "share of " + expert + " in the weights of inference", "", {}, 0},
        values_with(0, 1, share), share, stored, [&](double value) {
          StoredScores changed = stored;
          changed.inference["weights"] = weights_with(own, expert, value);
          return changed;
        }));
    if (own.size() == 2) return;  // the other one's curve is this one backwards
  }
}

/// What a mix moves in the class scores of an expert.
struct MovedScores {
  at::Tensor scores;  // [n,C], for prediction
  at::Tensor slope;   // [n,C], their derivative by the share of the first tensor
};

/// What `expert` said of each tensor of the mix, in double precision.
struct MixedTensors {
  at::Tensor output, first, second;
};

std::optional<MixedTensors> tensors_of(const OutputMix& mix, const std::string& expert,
                                       const TensorMap& said, std::string& why) {
  const auto& [output, first, second] = mix.tensors;
  for (const std::string& name : {output, first, second}) {
    why = fmt::format("it offers no \"{}\"", name);
    if (!said.contains(expert + "/" + name)) return {};
  }
  const auto tensor = [&](const std::string& name) {
    return said[expert + "/" + name].to(at::kDouble);
  };
  return MixedTensors{tensor(output), tensor(first), tensor(second)};
}

bool is_near(const at::Tensor& a, const at::Tensor& b, double scale) {
  return a.sizes() == b.sizes() && (a - b).abs().max().item<double>() <= kRounding * scale;
}

/// @return nothing, with the reason, for an expert whose class scores do not follow from the mix.
std::optional<MovedScores> moved_by(const OutputMix& mix, const StoredScores& stored,
                                    const std::string& expert, std::string& why) {
  const auto found = tensors_of(mix, expert, stored.said, why);
  if (!found) return {};
  const auto& [output, first, second] = *found;
  const double scale = std::max(output.abs().max().item<double>(), 1.0);
  why = fmt::format("its \"{}\" is no such mix of \"{}\" and \"{}\"", mix.tensors.output,
                    mix.tensors.first, mix.tensors.second);
  if (first.sizes() != second.sizes()) return {};
  const at::Tensor step = first - second;
  if (!is_near(second + mix.share * step, output, scale)) return {};
  why = fmt::format("its class scores are not linear in \"{}\"", mix.tensors.output);
  const at::Tensor descriptors = stored.classes.attributes.to(at::kDouble);
  if (output.size(1) != descriptors.size(1)) return {};
  const at::Tensor scores = for_prediction(stored.said, expert, "scores");
  const at::Tensor margins = scores.to(at::kDouble) - at::linear(output, descriptors);
  if (!is_near(margins, margins.narrow(0, 0, 1).expand_as(margins), scale)) return {};
  return MovedScores{scores, at::linear(step, descriptors)};
}

void add_mix(const OutputMix& mix, const std::string& expert, bool predicts,
             const StoredScores& stored, Sensitivity& found) {
  std::string why = "its weight is 0";
  const auto moved = predicts ? moved_by(mix, stored, expert, why) : std::nullopt;
  const std::string name = fmt::format("{} of {}", mix.parameter, expert);
  if (!moved) {
    found.left_out.push_back(name + ": " + why);
    return;
  }
  found.curves.push_back(
      curve_along({mix.parameter, expert, name, mix.help, {}, 0}, values_with(0, 1, mix.share),
                  mix.share, stored, [&](double value) {
                    StoredScores changed = stored;
                    changed.said.set(expert + "/inference_scores",
                                     moved->scores + (value - mix.share) * moved->slope);
                    return changed;
                  }));
}

void add_mixes(const StoredScores& stored, Sensitivity& found) {
  const std::map<std::string, double> weights = mixture_of(stored).weights();
  for (const std::string& expert : stored.experts) {
    const auto mixes = stored.mixes.find(expert);
    if (mixes == stored.mixes.end()) continue;
    const bool predicts = weights.count(expert) > 0 && weights.at(expert) != 0;
    for (const OutputMix& mix : mixes->second) add_mix(mix, expert, predicts, stored, found);
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
  found.curves.push_back(curve_along(
      {"calibration", "", "calibration", "taken from the scores of seen classes", {}, 0},
      values_with(low, high, own), own, stored, [&](double value) {
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
  add_mixes(stored, found);
  add_calibration(stored, found);
  return found;
}

}  // namespace zeroth::host

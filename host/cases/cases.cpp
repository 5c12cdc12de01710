#include "host/cases/cases.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>
#include <zeroth/abilities.h>
#include <zeroth/calls.h>
#include <zeroth/expert.h>
#include <zeroth/loss.h>
#include <zeroth/ood_scorer.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/cases/case_file.h"
#include "host/cases/host_cases.h"
#include "host/device/device.h"
#include "host/engine/placement.h"

namespace zeroth::host {
namespace {

/// A pipeline of one block, for the composer.
Json block_of(const std::string& id, const GoldenCase& golden) {
  return {{"component", {{"use", id}, {"params", golden.params}}}};
}

TensorMap merged(const GoldenCase& golden) {
  TensorMap all = golden.inputs;
  for (const NamedTensor& one : golden.state.all()) all.set(one.name, one.tensor);
  return all;
}

TensorMap run_loss(const std::string& id, const GoldenCase& golden, const Composer& composer) {
  const auto loss = composer.make<Loss>(block_of(id, golden), "/component");
  TensorMap out;
  out.set("loss", compute(loss, merged(golden)));
  return out;
}

at::Tensor value_or_none(const TensorMap& map, const std::string& name) {
  return map.contains(name) ? map[name] : at::Tensor();
}

TensorMap run_score(const std::string& id, const GoldenCase& golden, const Composer& composer) {
  const auto scorer = composer.make<OODScorer>(block_of(id, golden), "/component");
  const TensorMap& in = golden.inputs;
  if (auto* reader = scorer.ability<ReadsHead>()) {
    read_head(scorer, *reader, {in["head.weight"], in["head.bias"]});
  }
  if (in.contains("train_embedding")) {
    fit(scorer, {value_or_none(in, "train_logits"), in["train_embedding"]},
        value_or_none(in, "train_labels"));
  }
  const Scores scores{value_or_none(in, "logits"), value_or_none(in, "embedding")};
  TensorMap out;
  out.set("score", score(scorer, scores));
  return out;
}

/// A piece reads the switches of its case as scalars, a text as one that is called by it, besides
/// inputs and weights.
TensorMap run_piece(const std::string& piece, const std::string& owner, const GoldenCase& golden,
                    const Composer& composer) {
  const auto plugin = composer.make_alone<Pieces>(owner);
  TensorMap in = merged(golden);
  for (const auto& [name, value] : golden.params.items()) {
    if (value.is_string()) {  // "input.softmax" for a switch "input" that says "softmax"
      in.set(name + "." + value.get<std::string>(), at::scalar_tensor(1.0, at::kDouble));
      continue;
    }
    const double number = value.is_boolean() ? value.get<bool>() : value.get<double>();
    in.set(name, at::scalar_tensor(number, at::kDouble));
  }
  return plugin.call("piece()", [&](auto& p) { return p.piece(piece, in); });
}

/// A block of an expert; what the plugin does not know itself, its default child does.
Json expert_block(const std::string& id, const GoldenCase& golden, const Composer& composer) {
  Json params = golden.params, block = {{"use", id}};
  const auto known = composer.parameters_of(id);
  for (const auto& [child, use] : composer.default_children_of(id)) {
    Json inner = {{"use", use}, {"params", Json::object()}};
    for (const auto& [name, value] : golden.params.items()) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      inner["params"][name] = value;
      params = without(params, name);
    }
    block[child] = std::move(inner);
  }
  block["params"] = std::move(params);
  return {{"component", block}};
}

/// The problem of a case, which does not say how long its word vectors are: of length 1 here, as
/// the parameters made of them take the shapes of the case's weights.
RegionProblem region_problem(const GoldenCase& golden) {
  const TensorMap& in = golden.inputs;
  const auto on_cpu = [&](const char* name, const at::Tensor& otherwise) {
    return in.contains(name) ? in[name].cpu() : otherwise;
  };
  RegionProblem problem;
  problem.classes.attributes = on_cpu("attributes", at::zeros({1, 1}, at::kDouble));
  problem.classes.seen = on_cpu("seen_classes", at::zeros({1}, at::kLong));
  problem.word_vectors = at::zeros({problem.classes.attributes.size(1), 1}, at::kDouble);
  problem.channels = in["features"].size(1);
  problem.regions = in["features"].size(2);
  return problem;
}

/// What an expert's tensors are called in the cases.
const std::map<std::string, std::string>& case_names() {
  static const std::map<std::string, std::string> names = {{"region_scores", "o_region"},
                                                           {"channel_scores", "o_channel"},
                                                           {"inference_scores", "scores_infer"}};
  return names;
}

TensorMap run_expert(const std::string& id, const GoldenCase& golden, const Composer& composer) {
  const auto expert = composer.make<Expert>(expert_block(id, golden, composer), "/component");
  build(expert, region_problem(golden), at::detail::createCPUGenerator(0));
  place_on(golden.inputs["features"].device(), expert);
  TensorMap out;
  for (const NamedTensor& one : parameters_of(expert)) {
    at::Tensor parameter = one.tensor;
    parameter.set_data(golden.state[one.name].clone());
    parameter.set_requires_grad(true);
    out.set("parameter." + one.name, parameter);
  }
  const at::Tensor& features = golden.inputs["features"];
  const RegionBatch images{features.transpose(1, 2).contiguous()};
  const TensorMap said = forward(expert, images);
  const bool two = said.contains("inference_attribute_scores");
  for (const NamedTensor& one : said.all()) out.set(one.name, one.tensor);
  for (const auto& [name, in_case] : case_names()) {
    if (said.contains(name)) out.set(in_case, said[name]);
  }
  if (two) {
    out.set("o_train", said["attribute_scores"]);
    out.set("o_infer", said["inference_attribute_scores"]);
    if (said.contains("scores")) out.set("scores_train", said["scores"]);
  }
  return out;
}

/// What `grad.*` is the gradient of: the loss, or outputs weighted by their cotangents.
at::Tensor differentiated(const GoldenCase& golden, const TensorMap& out) {
  if (out.contains("loss")) return out["loss"];
  at::Tensor sum;
  for (const NamedTensor& one : out.all()) {
    const std::string name = "cotangent." + one.name;
    if (!golden.inputs.contains(name)) continue;
    const at::Tensor part = (golden.inputs[name] * one.tensor).sum();
    sum = sum.defined() ? sum + part : part;
  }
  return sum;
}

void add_gradients(const GoldenCase& golden, TensorMap& out) {
  std::vector<std::string> names;
  std::vector<at::Tensor> sources;
  for (const NamedTensor& one : golden.outputs.all()) {
    if (!begins_with(one.name, "grad.")) continue;
    names.push_back(one.name.substr(5));
    const std::string parameter = "parameter." + names.back();
    sources.push_back(out.contains(parameter) ? out[parameter] : merged(golden)[names.back()]);
  }
  if (names.empty()) return;
  const auto gradients =
      torch::autograd::grad({differentiated(golden, out)}, sources, {}, /*retain_graph=*/false,
                            /*create_graph=*/false, /*allow_unused=*/true);
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.set("grad." + names[i], gradients[i].defined() ? gradients[i] : at::zeros_like(sources[i]));
  }
}

/// Compares one output and notes the error.
void compare(const GoldenCase& golden, const std::string& name, const at::Tensor& want,
             const TensorMap& out, CaseResult& result) {
  const auto complain = [&](const std::string& why) {
    result.ok = false;
    if (result.why.empty()) result.why = fmt::format("{}: {}", name, why);
  };
  if (!out.contains(name)) return complain("there is no such output");
  const at::Tensor got = out[name].detach().cpu().to(at::kDouble).reshape({-1});
  const at::Tensor expected = want.to(at::kDouble).reshape({-1});
  if (got.numel() != expected.numel()) return complain("it has another size");
  if (got.numel() == 0) return;
  const bool whole = want.scalar_type() == at::kLong;
  const double rtol = whole ? 0.0 : golden.rtol, atol = whole ? 0.0 : golden.atol;
  const at::Tensor error = (got - expected).abs();
  const double largest = error.max().item<double>();
  if (!(largest <= result.max_error)) result.max_error = largest;
  if (!(error <= expected.abs() * rtol + atol).all().item<bool>()) {
    complain(fmt::format("off by {:.3g}", largest));
  }
}

void expect_finite_outputs(const TensorMap& out, CaseResult& result) {
  for (const NamedTensor& one : out.all()) {
    if (one.tensor.isfinite().all().item<bool>()) continue;
    result.ok = false;
    if (result.why.empty()) result.why = one.name + ": not finite";
  }
}

/// Lets gradients flow from every floating tensor that the case differentiates by.
void require_gradients(GoldenCase& golden) {
  for (const NamedTensor& one : golden.outputs.all()) {
    if (begins_with(one.name, "grad.")) merged(golden)[one.name.substr(5)].set_requires_grad(true);
  }
}

CaseFunction plugin_case(const std::string& component, const Composer& composer) {
  if (!composer.has(component)) {
    const std::string owner = composer.owner_of_piece(component);
    if (owner.empty()) return {};
    return [&composer, component, owner](const GoldenCase& golden) {
      return run_piece(component, owner, golden, composer);
    };
  }
  if (begins_with(component, "loss.")) {
    return [&](const GoldenCase& golden) { return run_loss(component, golden, composer); };
  }
  if (begins_with(component, "expert.")) {
    return [&](const GoldenCase& golden) { return run_expert(component, golden, composer); };
  }
  if (begins_with(component, "ood.")) {
    return [&](const GoldenCase& golden) { return run_score(component, golden, composer); };
  }
  return {};
}

CaseResult run_case(const std::string& component, GoldenCase golden, const CaseFunction& function) {
  CaseResult result{component, golden.name, true, true, 0.0, ""};
  try {
    require_gradients(golden);
    TensorMap out = function(golden);
    add_gradients(golden, out);
    expect_finite_outputs(out, result);
    for (const NamedTensor& one : golden.outputs.all()) {
      compare(golden, one.name, one.tensor, out, result);
    }
  } catch (const std::exception& error) {
    result.ok = false;
    result.why = error.what();
  }
  return result;
}

}  // namespace

std::vector<CaseResult> run_cases(const std::string& file, const Composer& composer,
                                  const at::Device& device) {
  CaseFile cases = read_case_file(file);
  const CaseFunction of_host = host_case(cases.component);
  const CaseFunction function = of_host ? of_host : plugin_case(cases.component, composer);
  std::vector<CaseResult> results;
  for (GoldenCase& golden : cases.cases) {
    if (!of_host) {  // the host's own formulas are for the CPU
      move_in_place(golden.inputs.all(), device);
      move_in_place(golden.state.all(), device);
    }
    if (function) {
      results.push_back(run_case(cases.component, std::move(golden), function));
    } else {
      results.push_back(
          {cases.component, golden.name, false, false, 0.0, "no such component is installed"});
    }
  }
  return results;
}

}  // namespace zeroth::host

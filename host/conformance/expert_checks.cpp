#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/component.h"
#include "host/conformance/learning.h"
#include "host/conformance/specimen_factory.h"

namespace zeroth::host::checks {
namespace {

/// Adds a mix as the component gives it, and as `share` of the two others makes it.
void add_mix(const Subject& subject, const MixDescription& mix, const std::string& parameter,
             double share, TensorMap& got, TensorMap& want) {
  Setting setting;
  setting.params = small_parameters(subject);
  setting.params[parameter] = share;
  const auto specimen = make_specimen(subject, setting);
  const TensorMap out = specimen->use(specimen->inputs(kFewRows), subject.seed);
  for (const std::string& name : {mix.output, mix.first, mix.second}) {
    if (!out.contains(name)) return;  // it offers that with other parameters
  }
  const std::string name = fmt::format("with {} = {}: {}", parameter, share, mix.output);
  got.set(name, out[mix.output]);
  want.set(name, share * out[mix.first] + (1 - share) * out[mix.second]);
}

}  // namespace

Verdict shares_word_vectors(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const TensorMap out = specimen->use(specimen->inputs(kFewRows), subject.seed);
  if (!out.contains(kWordVectors)) return skipped("it shares no word vectors");
  for (const NamedTensor& one : specimen->parameters()) {
    if (one.tensor.is_same(out[kWordVectors])) return passed();
  }
  return failed("word_vectors() is none of the tensors of parameters()");
}

Verdict zero_word_vector(const Subject& subject) {
  Setting setting;
  setting.zero_word = true;
  const auto specimen = make_specimen(subject, setting);
  const NamedTensors parameters = specimen->parameters();
  const Learning learning(parameters);
  std::vector<at::Tensor> leaves;
  for (const NamedTensor& one : parameters) leaves.push_back(one.tensor);
  const TensorMap out = specimen->use(specimen->inputs(kFewRows), subject.seed);
  for (const NamedTensor& one : out.all()) {
    if (!one.tensor.isfinite().all().item<bool>()) return failed(one.name + " is not finite");
    if (!one.tensor.requires_grad()) continue;
    const auto gradients =
        torch::autograd::grad({one.tensor.sum()}, leaves, {}, /*retain_graph=*/true,
                              /*create_graph=*/false, /*allow_unused=*/true);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (!gradients[i].defined() || gradients[i].isfinite().all().item<bool>()) continue;
      return failed(fmt::format("the gradient of {} by the parameter \"{}\" is not finite",
                                one.name, parameters[i].name));
    }
  }
  return passed();
}

Verdict attention_is_a_share(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const TensorMap out = specimen->use(specimen->inputs(kFewRows), subject.seed);
  if (!out.contains(kAttention)) return skipped("it does not say where it looks");
  const at::Tensor& weights = out[kAttention];
  const double low = weights.min().item<double>(), high = weights.max().item<double>();
  constexpr double kRounding = 1e-6;
  if (low >= -kRounding && high <= 1 + kRounding) return passed();
  return failed(fmt::format("attention() goes from {:.4g} to {:.4g}", low, high));
}

Verdict attribute_rows(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const TensorMap out = specimen->use(specimen->inputs(kFewRows), subject.seed);
  TensorMap want, got;
  for (const NamedTensor& one : out.all()) {
    const std::string twice = kTwice + one.name;
    if (!out.contains(twice)) continue;
    want.set(twice, at::cat({one.tensor, one.tensor}, 1));
    got.set(twice, out[twice]);
  }
  if (got.all().empty()) return skipped("its attributes are not rows");
  constexpr double kRounding = 1e-4;
  const std::string found = difference(got, want, kRounding);
  return found.empty() ? passed() : failed(found + " from the same attributes next to each other");
}

Verdict output_mixes(const Subject& subject) {
  constexpr double kShare = 0.3;
  TensorMap got, want;
  for (const ParameterDescription& one : description_of(subject).parameters) {
    if (!one.mix || one.type != ValueType::number) continue;
    if (!problems_of(one, kShare).empty()) continue;
    add_mix(subject, *one.mix, one.name, kShare, got, want);
  }
  if (got.all().empty()) return skipped("no parameter of it mixes two outputs");
  constexpr double kRounding = 1e-4;
  const std::string found = difference(got, want, kRounding);
  return found.empty() ? passed() : failed(found + " from the mix that describe() declares");
}

}  // namespace zeroth::host::checks

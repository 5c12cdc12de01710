#include "host/train/phase_look.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>

namespace zeroth::host {
namespace {

// Sums over the rows of a batch, in fp32 and in another order, are apart by less.
constexpr double kRounding = 1e-4;
/// What is that much smaller than the rest of a gradient is what is left of larger numbers.
constexpr double kRest = 1e-3;

double length(const at::Tensor& tensor) {
  return at::linalg_vector_norm(tensor.reshape({-1}), 2, {}, false, at::kDouble).item<double>();
}

/// Of several tensors that belong together; an undefined one counts as zeros.
TriedPhases::Term compare(const std::vector<at::Tensor>& ours,
                          const std::vector<at::Tensor>& theirs) {
  double all = 0;
  std::vector<std::pair<double, double>> lengths;  // of each, and of the difference
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (!ours[i].defined() && !theirs[i].defined()) continue;
    const at::Tensor a = ours[i].defined() ? ours[i] : at::zeros_like(theirs[i]);
    const at::Tensor b = theirs[i].defined() ? theirs[i] : at::zeros_like(a);
    lengths.emplace_back(std::max(length(a), length(b)), length(a - b));
    all = std::hypot(all, lengths.back().first);
  }
  const bool adds_up = std::all_of(lengths.begin(), lengths.end(), [&](const auto& one) {
    return one.second <= kRounding * std::max(one.first, kRest * all);
  });
  return {adds_up, all > 0};
}

/// Of the same tensor of every look; undefined where all are.
template <class Get>
at::Tensor mean_of(const std::vector<PhaseLook>& looks, Get get) {
  at::Tensor sum;
  for (const PhaseLook& look : looks) {
    const at::Tensor one = get(look);
    if (one.defined()) sum = sum.defined() ? sum + one : one;
  }
  return sum.defined() ? sum / static_cast<double>(looks.size()) : sum;
}

bool have_same_terms(const PhaseLook& one, const PhaseLook& other) {
  return std::equal(one.terms.begin(), one.terms.end(), other.terms.begin(), other.terms.end(),
                    [](const auto& a, const auto& b) { return a.name == b.name; }) &&
         std::equal(one.kept.begin(), one.kept.end(), other.kept.begin(), other.kept.end(),
                    [](const auto& a, const auto& b) { return a.sizes() == b.sizes(); });
}

/// What a component keeps is averaged over the ranks: it has to be a mean, too.
bool keeps_means(const PhaseLook& whole, const std::vector<PhaseLook>& parts) {
  for (std::size_t i = 0; i < whole.kept.size(); ++i) {
    const at::Tensor average =
        mean_of(parts, [&](const PhaseLook& part) { return part.kept[i].to(at::kDouble); });
    if (!compare({whole.kept[i].to(at::kDouble)}, {average}).adds_up) return false;
  }
  return true;
}

}  // namespace

PhaseLook look_at(const std::vector<Term>& terms, const std::vector<at::Tensor>& parameters,
                  const NamedTensors& kept) {
  PhaseLook look;
  for (const Term& term : terms) {
    if (!term.value.requires_grad()) continue;
    look.terms.push_back(
        {term.name, torch::autograd::grad({term.value}, parameters, {}, /*retain_graph=*/true,
                                          /*create_graph=*/false, /*allow_unused=*/true)});
  }
  for (const NamedTensor& one : kept) look.kept.push_back(one.tensor.clone());
  return look;
}

TriedPhases::Terms compare_with_parts(const PhaseLook& whole, const std::vector<PhaseLook>& parts) {
  TriedPhases::Terms compared;
  for (const PhaseLook& part : parts) {
    if (!have_same_terms(whole, part)) return {{"", {false, true}}};
  }
  for (std::size_t t = 0; t < whole.terms.size(); ++t) {
    std::vector<at::Tensor> means;
    for (std::size_t p = 0; p < whole.terms[t].gradients.size(); ++p) {
      means.push_back(
          mean_of(parts, [&](const PhaseLook& part) { return part.terms[t].gradients[p]; }));
    }
    compared[whole.terms[t].name] = compare(whole.terms[t].gradients, means);
  }
  if (!keeps_means(whole, parts)) compared["what it keeps"] = {false, true};
  return compared;
}

}  // namespace zeroth::host

#include "host/train/divergence.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <fmt/format.h>
#include <zeroth/finite.h>

#include <cmath>

#include "host/base/problem.h"
#include "host/ranks/rank_sums.h"

namespace zeroth::host {
namespace {

/// The values of all terms.
std::vector<double> values_of(const std::vector<Term>& terms) {
  std::vector<at::Tensor> values;
  for (const Term& term : terms) values.push_back(term.value.detach());
  const at::Tensor all = at::stack(values).to(at::kCPU, at::kDouble);
  return {all.data_ptr<double>(), all.data_ptr<double>() + all.numel()};
}

/// Whether all parameters are on a device and finite, in one wait for it.
bool all_finite_there(const std::vector<FusedOptimiser*>& optimisers) {
  std::vector<at::Tensor> sums;  // finite only where every element is
  for (const FusedOptimiser* one : optimisers) {
    for (const NamedTensor& parameter : one->parameters()) {
      if (parameter.tensor.is_cpu()) return false;
      sums.push_back(parameter.tensor.detach().sum(at::kDouble));
    }
  }
  return !sums.empty() && at::stack(sums).isfinite().all().item<bool>();
}

/// Empty if all are finite.
std::string broken_parameter(const std::vector<FusedOptimiser*>& optimisers) {
  if (all_finite_there(optimisers)) return "";
  for (const FusedOptimiser* one : optimisers) {
    for (const NamedTensor& parameter : one->parameters()) {
      if (!all_finite(parameter.tensor)) return parameter.name;
    }
  }
  return "";
}

/// Undefined where there are none.
at::Tensor sum_of(const std::vector<Term>& terms) {
  at::Tensor sum;
  for (const Term& term : terms) sum = sum.defined() ? sum + term.value : term.value;
  return sum;
}

}  // namespace

at::Tensor Divergence::finite_sum(const std::vector<Term>& terms,
                                  const std::vector<FusedOptimiser*>& optimisers, MeanValues& means,
                                  const std::string& phase, const std::string& at) {
  if (!data_.device().is_cpu()) {
    for (const Term& term : terms) {
      means.add(term.name, term.value.to(data_.device()));
      phases_.emplace(term.name, phase);
    }
    return sum_of(terms);
  }
  std::vector<double> values = values_of(terms);
  if (ranks_) values = average(*ranks_, values);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Term& term = terms[i];
    if (!std::isfinite(values[i])) {
      fail(fmt::format("the loss \"{}\" became {}", term.name, values[i]),
           fmt::format("phase {}, {}", phase, at), cause(optimisers));
    }
    means.add(term.name, values[i]);
  }
  return sum_of(terms);
}

void Divergence::check_means(MeanValues& means, const std::vector<FusedOptimiser*>& optimisers,
                             const std::string& at) const {
  if (data_.device().is_cpu()) return;
  const auto bad = means.not_finite();
  if (!bad) return;
  const auto phase = phases_.find(bad->first);
  fail(fmt::format("the loss \"{}\" became {}", bad->first, bad->second),
       fmt::format("phase {}, {}, in one of its iterations",
                   phase == phases_.end() ? "unknown" : phase->second, at),
       cause(optimisers));
}

void Divergence::check_parameters(const std::vector<FusedOptimiser*>& optimisers,
                                  const std::string& at) const {
  if (!broken_parameter(optimisers).empty()) {
    fail("the training diverged", at, cause(optimisers));
  }
}

std::string Divergence::cause(const std::vector<FusedOptimiser*>& optimisers) const {
  const std::string parameter = broken_parameter(optimisers);
  if (!parameter.empty()) {
    return fmt::format("the parameter \"{}\" is not finite any more", parameter);
  }
  const StoredSamples& samples = data_.samples;
  const auto bad = samples.are_regions() ? std::nullopt : first_not_finite(samples.features());
  if (bad) {
    return fmt::format("training row {} has a feature that is {} once it is scaled", bad->row,
                       bad->value);
  }
  return "every parameter is finite: the loss itself is not";
}

void Divergence::fail(const std::string& what, const std::string& at,
                      const std::string& cause) const {
  throw Failure(
      Exit::run_failed,
      {what, place_.where, {at, cause}, "lower the learning rate; the last checkpoint was kept"});
}

}  // namespace zeroth::host

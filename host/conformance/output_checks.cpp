#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/softmax.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/component.h"
#include "host/conformance/specimen_factory.h"
#include "host/text/values.h"

namespace zeroth::host::checks {
namespace {

bool fits(const at::Tensor& tensor, const std::vector<std::int64_t>& size) {
  if (tensor.dim() != static_cast<std::int64_t>(size.size())) return false;
  for (std::size_t i = 0; i < size.size(); ++i) {
    if (size[i] >= 0 && tensor.size(static_cast<std::int64_t>(i)) != size[i]) return false;
  }
  return true;
}

std::string wanted_text(const std::vector<std::int64_t>& size) {
  std::vector<std::string> texts;
  for (const std::int64_t one : size) texts.push_back(one < 0 ? "any" : std::to_string(one));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

/// What is wrong with the size, dtype or device of an output; empty if nothing is.
std::string misfit_of(const std::string& name, const at::Tensor& tensor,
                      const std::vector<std::int64_t>& size, at::ScalarType dtype) {
  if (!fits(tensor, size)) {
    return fmt::format("{} is {}, expected {}", name, size_text(tensor), wanted_text(size));
  }
  if (tensor.scalar_type() != dtype) {
    return fmt::format("{} is of dtype {}, expected {}", name, c10::toString(tensor.scalar_type()),
                       c10::toString(dtype));
  }
  return tensor.device().is_cpu() ? "" : fmt::format("{} is not on the CPU", name);
}

/// What is wrong with those outputs that are there, then with losses, which follow from them.
std::string misfit_of_present(const TensorMap& out, const Specimen& specimen, std::int64_t rows,
                              at::ScalarType dtype) {
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> all;
  for (const auto& one : specimen.sizes(rows)) all.emplace_back(one);
  for (const TrainedPhase& phase : specimen.phases()) {
    all.emplace_back("loss of phase " + phase.name, std::vector<std::int64_t>());
  }
  for (const auto& [name, size] : all) {
    if (!out.contains(name)) continue;
    std::string misfit = misfit_of(name, out[name], size, dtype);
    if (!misfit.empty()) return misfit;
  }
  return "";
}

/// The same, and no output may be missing.
std::string misfit(const TensorMap& out, const Specimen& specimen, std::int64_t rows,
                   at::ScalarType dtype) {
  for (const auto& [name, size] : specimen.sizes(rows)) {
    if (!out.contains(name)) return fmt::format("{} is missing", name);
  }
  return misfit_of_present(out, specimen, rows, dtype);
}

std::string not_finite(const TensorMap& out) {
  for (const NamedTensor& one : out.all()) {
    if (!one.tensor.isfinite().all().item<bool>()) return one.name + " is not finite";
  }
  return "";
}

/// Why class scores are none that a softmax makes probabilities of; empty if they are.
std::string no_logits(const std::string& name, const at::Tensor& scores) {
  constexpr double kRounding = 1e-4;
  const at::Tensor sums = at::softmax(scores, 1).sum(1);
  if (!sums.sub(1).abs().le(kRounding).all().item<bool>()) {  // NaN is not
    return fmt::format("the softmax of {} does not sum to 1", name);
  }
  const bool in_unit = scores.ge(0).logical_and(scores.le(1)).all().item<bool>();
  if (!in_unit || !scores.sum(1).sub(1).abs().le(kRounding).all().item<bool>()) return "";
  return fmt::format("{} are probabilities already; losses and scores take their softmax", name);
}

/// The problem that sizes or values of `rows` rows have outside of training: its batches are never
/// that small.
std::string problem_of(Specimen& specimen, std::int64_t rows, std::uint64_t seed) {
  const at::NoGradGuard no_gradient;
  const TensorMap out = specimen.use(specimen.inputs(rows), seed);
  const std::string problem = misfit(out, specimen, rows, at::kFloat);
  return problem.empty() ? not_finite(out) : problem;
}

Verdict verdict_of(const std::string& problem) {
  return problem.empty() ? passed() : failed(problem);
}

/// Values of a parameter that are to be tried beside its default.
std::vector<Json> options_of(const ParameterDescription& parameter) {
  if (parameter.type == ValueType::boolean) return {default_of(parameter) == false};
  return {parameter.one_of.begin(), parameter.one_of.end()};
}

}  // namespace

Verdict creates_twice(const Subject& subject) {
  auto first = make_specimen(subject), second = make_specimen(subject);
  first->run(first->inputs(kRows), subject.seed);
  first.reset();
  const TensorMap after = second->run(second->inputs(kRows), subject.seed);
  return verdict_of(misfit(after, *second, kRows, at::kFloat));
}

Verdict output_shape(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const TensorMap used = specimen->use(specimen->inputs(kRows), subject.seed);
  const std::string problem = misfit(used, *specimen, kRows, at::kFloat);
  if (!problem.empty()) return failed(problem);
  specimen->run(specimen->inputs(kRows), subject.seed);  // nothing of these calls may be needed
  const TensorMap out = specimen->run(specimen->inputs(kRows), subject.seed);
  return verdict_of(misfit(out, *specimen, kRows, at::kFloat));
}

Verdict output_finite(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  return verdict_of(not_finite(specimen->run(specimen->inputs(kRows), subject.seed)));
}

Verdict probabilities(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  for (const std::string when : {"", " after training"}) {
    if (!when.empty()) train_beforehand(*specimen);
    const TensorMap out = specimen->run(specimen->inputs(kRows), subject.seed);
    bool any = false;
    for (const char* name : {"logits", "scores"}) {
      if (!out.contains(name)) continue;
      any = true;
      const std::string problem = no_logits(name, out[name]);
      if (!problem.empty()) return failed(problem + when);
    }
    if (!any) return skipped("it scores no classes");
  }
  return passed();
}

Verdict every_option(const Subject& subject) {
  bool any = false;
  for (const ParameterDescription& parameter : description_of(subject).parameters) {
    const std::string& name = parameter.name;
    if (subject.params.contains(name)) continue;
    for (const Json& value : options_of(parameter)) {
      any = true;
      Setting setting;
      setting.params = small_parameters(subject);
      setting.params[name] = value;
      const auto specimen = make_specimen(subject, setting);
      const TensorMap out = specimen->run(specimen->inputs(kRows), subject.seed);
      // An option may take an output away.
      std::string problem = misfit_of_present(out, *specimen, kRows, at::kFloat);
      if (problem.empty()) problem = not_finite(out);
      if (!problem.empty()) {
        return failed(fmt::format("with {} = {}, {}", name, value.dump(), problem));
      }
    }
  }
  return any ? passed() : skipped("it has no parameter with listed values");
}

Verdict batch_of_one(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  return verdict_of(problem_of(*specimen, 1, subject.seed));
}

Verdict one_row_a_class(const Subject& subject) {
  Setting few;
  few.rows_per_class = 1;
  const auto specimen = make_specimen(subject, few);
  return verdict_of(problem_of(*specimen, kRows, subject.seed));
}

Verdict batch_of_zero(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  return verdict_of(problem_of(*specimen, 0, subject.seed));
}

Verdict double_precision(const Subject& subject) {
  Setting doubled;
  doubled.dtype = at::kDouble;
  const auto twice = make_specimen(subject, doubled), single = make_specimen(subject);
  const TensorMap wide = twice->run(twice->inputs(kRows), subject.seed);
  const std::string problem = misfit(wide, *twice, kRows, at::kDouble);
  if (!problem.empty()) return failed(problem);
  // Noise of another dtype is other noise, so only what has none can be compared.
  TensorMap narrow, same;
  const TensorMap all = single->use(single->inputs(kRows), subject.seed);
  for (const std::string& name : single->smooth()) {
    narrow.set(name, all[name]);
    same.set(name, wide[name]);
  }
  const std::string found = difference(narrow, same, 1e-3);
  return found.empty() ? passed() : failed(found + " between single and double precision");
}

}  // namespace zeroth::host::checks

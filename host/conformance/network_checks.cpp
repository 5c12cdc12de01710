#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/specimen_factory.h"

namespace zeroth::host::checks {
namespace {

std::unique_ptr<Specimen> built_from(const Subject& subject, std::uint64_t seed) {
  Setting setting;
  setting.build_seed = seed;
  return make_specimen(subject, setting);
}

std::vector<std::string> names_of(const NamedTensors& tensors) {
  std::vector<std::string> names;
  for (const NamedTensor& one : tensors) names.push_back(one.name);
  return names;
}

/// Why the host cannot move, convert or train a parameter.
std::string unfit(const NamedTensor& one) {
  if (!one.tensor.defined()) return "is no tensor";
  if (one.tensor.scalar_type() != at::kFloat) return "is not float32";
  if (!one.tensor.device().is_cpu()) return "is not on the CPU";
  if (!one.tensor.is_leaf()) return "is not a leaf";
  return "";
}

/// What a short training leaves behind, and what then comes out.
TensorMap trained_beside(const Subject& subject, UnseenPart unseen) {
  Setting setting;
  setting.unseen = unseen;
  const auto specimen = make_specimen(subject, setting);
  train_beforehand(*specimen);
  TensorMap all = specimen->run(specimen->inputs(kRows), subject.seed);
  for (const NamedTensor& one : specimen->saved()) all.set(one.name, one.tensor);
  return all;
}

}  // namespace

Verdict stable_names(const Subject& subject) {
  const auto specimen = built_from(subject, 1);
  std::set<std::string> seen;
  for (const NamedTensor& one : specimen->saved()) {
    if (one.name.empty() || one.name == "state/") return failed("a tensor has no name");
    if (!seen.insert(one.name).second) {
      return failed(fmt::format("two tensors are named \"{}\"", one.name));
    }
  }
  for (const NamedTensor& one : specimen->parameters()) {
    const std::string why = unfit(one);
    if (!why.empty()) return failed(fmt::format("the parameter \"{}\" {}", one.name, why));
  }
  const NamedTensors first = specimen->saved(), again = specimen->saved();
  if (names_of(first) != names_of(again) ||
      names_of(first) != names_of(built_from(subject, 2)->saved())) {
    return failed("the names are not the same at every call");
  }
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i].tensor.is_same(again[i].tensor)) continue;
    return failed(
        fmt::format("\"{}\" is a new tensor at every call, so nothing can be restored "
                    "into it",
                    first[i].name));
  }
  return passed();
}

Verdict schedule_runs(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const TensorMap before = copies(specimen->parameters());
  specimen->train();
  for (const NamedTensor& one : specimen->parameters()) {
    if (!one.tensor.isfinite().all().item<bool>()) {
      return failed(
          fmt::format("the parameter \"{}\" is not finite after a few iterations", one.name));
    }
  }
  for (const TrainedPhase& phase : specimen->phases()) {
    if (phase.moved.empty()) continue;  // a recipe's joint term would move something
    const TensorMap in = specimen->inputs(kRows);
    if (specimen->loss(phase, in, subject.seed).requires_grad()) continue;
    return failed(
        fmt::format("no gradient leads from the loss of phase \"{}\" to the parameters that it "
                    "moves: is there a detach(), item() or NoGradGuard on the way?",
                    phase.name));
  }
  const auto moved = [&](const NamedTensor& one) { return !one.tensor.equal(before[one.name]); };
  const NamedTensors after = specimen->parameters();
  if (std::none_of(after.begin(), after.end(), moved)) return failed("no parameter moves");
  const std::vector<std::string> warnings = specimen->training_warnings();
  return warnings.empty() ? passed() : warned(warnings.front());
}

Verdict save_load(const Subject& subject) {
  const auto first = built_from(subject, 1), second = built_from(subject, 2);
  train_beforehand(*first);
  second->restore(copies(first->saved()));
  const at::NoGradGuard no_gradient;  // where averaged parameters are used
  const TensorMap in = first->inputs(kRows);
  const std::string found = difference(first->run(in, subject.seed), second->run(in, subject.seed));
  if (found.empty()) return passed();
  const std::string_view saving = first->saving();
  const bool several = saving.find(" and ") != saving.npos;
  return failed(fmt::format("{} after loading: {} {} not hold all that decides", found, saving,
                            several ? "do" : "does"));
}

Verdict no_unseen_peek(const Subject& subject) {
  const TensorMap plain = trained_beside(subject, {1, 1, 1});
  const auto other = [&](UnseenPart unseen) {
    return difference(plain, trained_beside(subject, unseen));
  };
  if (const std::string found = other({2, 1, 1}); !found.empty()) {
    return failed("training reads rows of unseen classes: with other rows there, " + found);
  }
  if (kind_of(subject.kind()) == Kind::recipe) return passed();  // it says what is trained on those
  const std::string found = other({1, 2, 1}), beyond = other({1, 1, 2});
  if (!found.empty() && beyond.empty()) {
    return failed(
        fmt::format("training takes positions for class ids: it reads attributes of unseen classes "
                    "whose ids are below the number of seen ones, and of no others; with other "
                    "attributes there, {}",
                    found));
  }
  if (found.empty() && beyond.empty()) return passed();
  return warned(
      "training reads the attributes of unseen classes, which not every protocol allows: "
      "with other attributes, " +
      (found.empty() ? beyond : found));
}

}  // namespace zeroth::host::checks

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>

#include <set>
#include <string>

#include "host/conformance/checks.h"
#include "host/conformance/learning.h"
#include "host/conformance/loss_graph.h"
#include "host/conformance/slope_check.h"
#include "host/conformance/specimen_factory.h"

namespace zeroth::host::checks {
namespace {

/// What is wrong with the gradient of a phase's loss by one of the parameters that it moves.
Verdict look_at(Specimen& specimen, const TrainedPhase& phase, const NamedTensor& parameter,
                std::uint64_t seed, std::set<std::string>& reached) {
  const TensorMap in = specimen.inputs(kRows);
  const Learning learning(phase.moved);
  at::Tensor loss;
  const bool forgotten = differentiates_for_good([&] { loss = specimen.loss(phase, in, seed); });
  const bool own = has_own_backward(loss);
  const auto led = gradient_to(loss, parameter.tensor);
  if (led) reached.insert(parameter.name);
  const at::Tensor gradient = led.value_or(at::zeros_like(parameter.tensor));
  const auto wrong = wrong_slope(gradient, seed, [&](const at::Tensor& by) {
    const Moved moved(parameter.tensor, by);
    return specimen.loss(phase, in, seed).item<double>();
  });
  if (!wrong) return passed();
  const bool none = !gradient.any().item<bool>();
  const std::string text = fmt::format(
      "the gradient of the loss of phase \"{}\" by the parameter \"{}\" is {:.6g}, "
      "finite differences say {:.6g}: ",
      phase.name, parameter.name, wrong->got, wrong->slope);
  if (forgotten) {
    return failed(text +
                  "loss() takes a gradient without create_graph, so that to autograd what it makes "
                  "of it, a penalty say, is a constant");
  }
  if (own) return failed(text + "is the backward() of a function of its own right?");
  if (none) return failed(text + "there is a detach(), item() or NoGradGuard on the way");
  return warned(text +
                "a part of the loss is constant to autograd, by detach(), item() or a NoGradGuard: "
                "right only where the method stops a gradient");
}

}  // namespace

Verdict phase_gradients(const Subject& subject) {
  Setting setting;
  setting.dtype = at::kDouble;
  const auto specimen = make_specimen(subject, setting);
  Verdict worst = passed();
  std::set<std::string> moved, reached;
  for (const TrainedPhase& phase : specimen->phases()) {
    for (const NamedTensor& one : phase.moved) {
      const Verdict verdict = look_at(*specimen, phase, one, subject.seed, reached);
      if (verdict.bad()) return verdict;
      if (worst.outcome == Outcome::pass) worst = verdict;
      moved.insert(one.name);
    }
  }
  for (const std::string& name : moved) {
    if (worst.outcome != Outcome::pass || reached.count(name) > 0) continue;
    worst = warned(fmt::format("no loss of its phases depends on the parameter \"{}\"", name));
  }
  return worst;
}

}  // namespace zeroth::host::checks

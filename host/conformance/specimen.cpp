#include "host/conformance/specimen.h"

#include <fmt/format.h>

#include <stdexcept>

#include "host/base/problem.h"
#include "host/conformance/checks.h"
#include "host/conformance/expert_specimen.h"
#include "host/conformance/loss_specimen.h"
#include "host/conformance/network_specimen.h"
#include "host/conformance/score_specimen.h"

namespace zeroth::host {

TensorMap Specimen::run(const TensorMap& in, std::uint64_t seed) {
  TensorMap out = outputs(in, seed);
  for (const NamedTensor& one : out.all()) {
    if (one.tensor.defined()) continue;
    throw Failure(Exit::run_failed, {one.name + " is no tensor", "", {}, ""});
  }
  return out;
}

TensorMap life_of(Specimen& specimen, std::uint64_t seed) {
  TensorMap all = specimen.run(specimen.inputs(checks::kRows), seed);
  specimen.train();
  const TensorMap trained = specimen.run(specimen.inputs(checks::kRows), seed);
  for (const NamedTensor& one : trained.all()) all.set("trained " + one.name, one.tensor);
  for (const NamedTensor& one : specimen.saved()) all.set(one.name, one.tensor);
  return all;
}

std::unique_ptr<Specimen> make_specimen(const Subject& subject, const Setting& setting) {
  Setting complete = setting;
  if (complete.params.is_null()) complete.params = small_parameters(description_of(subject));
  const std::string kind = subject.kind();
  if (kind == "ood") return make_score_specimen(subject, complete);
  if (kind == "loss") return make_loss_specimen(subject, complete);
  if (kind == "generator") return make_generator_specimen(subject, complete);
  if (kind == "teacher") return make_teacher_specimen(subject, complete);
  if (kind == "expert") return make_expert_specimen(subject, complete);
  if (kind == "student") return make_student_specimen(subject, complete);
  throw std::invalid_argument(fmt::format("the kit cannot use a component of kind {}", kind));
}

}  // namespace zeroth::host

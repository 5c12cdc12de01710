#include "host/conformance/specimen_factory.h"

#include <fmt/format.h>

#include <stdexcept>

#include "host/conformance/classifier_specimen.h"
#include "host/conformance/component.h"
#include "host/conformance/data_specimen.h"
#include "host/conformance/expert_specimen.h"
#include "host/conformance/loss_specimen.h"
#include "host/conformance/network_specimen.h"
#include "host/conformance/recipe_specimen.h"
#include "host/conformance/score_specimen.h"

namespace zeroth::host {

namespace {

std::unique_ptr<Specimen> made(Kind kind, const Subject& subject, const Setting& setting) {
  switch (kind) {
    case Kind::generator:
      return make_generator_specimen(subject, setting);
    case Kind::teacher:
      return make_teacher_specimen(subject, setting);
    case Kind::student:
      return make_student_specimen(subject, setting);
    case Kind::expert:
      return make_expert_specimen(subject, setting);
    case Kind::ood:
      return make_score_specimen(subject, setting);
    case Kind::loss:
      return make_loss_specimen(subject, setting);
    case Kind::classifier:
      return make_classifier_specimen(subject, setting);
    case Kind::data:
      return make_data_specimen(subject, setting);
    case Kind::recipe:
      return make_recipe_specimen(subject, setting);
  }
  throw std::logic_error("no such kind");
}

}  // namespace

std::unique_ptr<Specimen> make_specimen(const Subject& subject, const Setting& setting) {
  const std::optional<Kind> kind = kind_of(subject.kind());
  if (!kind) {
    throw std::invalid_argument(
        fmt::format("the kit cannot use a component of kind {}", subject.kind()));
  }
  Setting complete = setting;
  if (complete.params.is_null()) complete.params = small_parameters(subject);
  try {
    return made(*kind, subject, complete);
  } catch (const Failure& failure) {
    throw with_unset_parameters(failure, subject);
  }
}

}  // namespace zeroth::host

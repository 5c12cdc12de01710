#include "host/recipes/learning_student.h"

#include <zeroth/abilities.h>

#include <utility>

namespace zeroth::host {

Classified learning_student(const Handle<Student>& student, const at::Tensor& features,
                            std::int64_t classes, at::Generator rng) {
  auto* able = dynamic_cast<TrainsDifferently*>(student.component().get());
  if (!able) return student.call("classify()", [&](auto& s) { return s.classify(features); });
  const char* const name = "classify_training()";
  Classified said =
      student.call(name, [&](auto&) { return able->classify_training(features, std::move(rng)); });
  expect_shape(said.embedding, {features.size(0), -1}, student.place(), name);
  expect_shape(said.logits, {features.size(0), classes}, student.place(), name);
  return said;
}

}  // namespace zeroth::host

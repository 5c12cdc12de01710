#include "host/recipes/learning_student.h"

#include <zeroth/abilities.h>

#include <utility>

#include "host/engine/calls.h"

namespace zeroth::host {

Classified learning_student(const Handle<Student>& student, const at::Tensor& features,
                            std::int64_t classes, at::Generator rng) {
  auto* able = dynamic_cast<TrainsDifferently*>(student.component().get());
  if (!able) return classify(student, features);
  return classify_training(student, *able, features, classes, std::move(rng));
}

}  // namespace zeroth::host

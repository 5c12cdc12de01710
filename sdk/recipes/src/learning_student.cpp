#include <zeroth/abilities.h>
#include <zeroth/calls.h>
#include <zeroth/recipes/learning_student.h>

#include <utility>

namespace zeroth::recipes {

Classified learning_student(const Handle<Student>& student, const at::Tensor& features,
                            std::int64_t classes, at::Generator rng) {
  auto* able = student.ability<TrainsDifferently>();
  if (!able) return classify(student, features);
  return classify_training(student, *able, features, classes, std::move(rng));
}

}  // namespace zeroth::recipes

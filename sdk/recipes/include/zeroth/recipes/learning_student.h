#pragma once

#include <zeroth/call.h>
#include <zeroth/student.h>

#include <cstdint>

namespace zeroth::recipes {

/// What a student says of features [N,D] for a loss: by `classify_training` where it computes
/// otherwise while it learns, else by `classify`. Only the former draws from `rng`.
/// @throws Failure where the logits of `classify_training` are not [N,classes].
Classified learning_student(const Handle<Student>& student, const at::Tensor& features,
                            std::int64_t classes, at::Generator rng);

}  // namespace zeroth::recipes

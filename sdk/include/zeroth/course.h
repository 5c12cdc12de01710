#pragma once

#include <zeroth/call.h>
#include <zeroth/joint_term.h>
#include <zeroth/learner.h>
#include <zeroth/training.h>

#include <memory>
#include <string>

namespace zeroth {

namespace plan {
struct Training;
}
namespace detail {
struct CourseParts;
}

// The trainings of a recipe, one after the other, are said by calls:
//
//   course.train("teacher", teacher_);
//   course.train("generator", generator_).joined_by(*this);

/// One training.
class ZEROTH_API Training {
 public:
  /// Adds `term` to the phases that are marked as joint. It must live as long as the recipe.
  Training& joined_by(JointTerm& term);

 private:
  friend class Course;
  explicit Training(plan::Training& plan) : plan_(&plan) {}
  plan::Training* plan_;
};

/// The course of a run. Its last training is the main one, which `train.epochs` counts and whose
/// epochs are evaluated.
class ZEROTH_API Course {
 public:
  Course();
  ~Course();
  Course(const Course&) = delete;
  Course& operator=(const Course&) = delete;

  /// Trains a component by the schedule that it declares. `name` is that of its random streams, of
  /// its part of a checkpoint and of `after_training`.
  Training train(const std::string& name, const Handle<Trainable>& component);
  /// Trains several as one. `learner` must live as long as the recipe.
  Training train(const std::string& name, Learner& learner);

  const detail::CourseParts& parts() const { return *parts_; }

 private:
  std::unique_ptr<detail::CourseParts> parts_;
};

}  // namespace zeroth

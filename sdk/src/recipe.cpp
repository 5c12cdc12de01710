#include <zeroth/host_side.h>
#include <zeroth/recipe.h>

#include <deque>

namespace zeroth {
namespace detail {

/// A deque: what `train` returns points into it.
struct CourseParts {
  std::deque<plan::Training> trainings;
};

}  // namespace detail

Course::Course() : parts_(std::make_unique<detail::CourseParts>()) {}
Course::~Course() = default;

Training Course::train(const std::string& name, const Handle<Trainable>& component) {
  return Training(parts_->trainings.emplace_back(plan::Training{name, component}));
}

Training Course::train(const std::string& name, Learner& learner) {
  return Training(parts_->trainings.emplace_back(plan::Training{name, {}, &learner}));
}

Training& Training::joined_by(JointTerm& term) {
  plan_->joint = &term;
  return *this;
}

std::vector<plan::Training> host_side::plan_of(const Course& course) {
  const auto& trainings = course.parts().trainings;
  return {trainings.begin(), trainings.end()};
}

void Recipe::after_training(const std::string&) {}

NamedTensors Learner::state() { return {}; }
void JointTerm::nothing_moves(const std::string&) const {}

bool Predictor::has_unseen_classifier() const { return false; }
at::Tensor Predictor::unseen_scores(const Samples&) const { return {}; }
std::vector<Answer> Predictor::answers(const Samples&) const { return {}; }
bool Predictor::oracle_gate() const { return false; }
NamedTensors Predictor::tensors() const { return {}; }
NamedTensors Predictor::kept() const { return {}; }

std::int64_t ProblemRows::count() const { return view_->count(); }
const at::Tensor& ProblemRows::features() const { return view_->features(); }
RegionBatch ProblemRows::images(std::int64_t first, std::int64_t count) const {
  return view_->images(first, count);
}
Samples ProblemRows::samples(std::int64_t first, std::int64_t count) const {
  return view_->samples(first, count);
}
const at::Tensor& ProblemRows::labels() const { return view_->labels(); }

std::int64_t TrainingProblem::rows() const { return labels().size(0); }
const at::Tensor& TrainingProblem::features() const { return view_->features(); }
const at::Tensor& TrainingProblem::labels() const { return view_->labels(); }
const at::Tensor& TrainingProblem::positions() const { return view_->positions(); }
const Classes& TrainingProblem::classes() const { return view_->classes(); }
Sizes TrainingProblem::sizes() const { return view_->sizes(); }
at::Device TrainingProblem::device() const { return labels().device(); }
RegionBatch TrainingProblem::images(std::int64_t first, std::int64_t count) const {
  return view_->images(first, count);
}
const std::string& TrainingProblem::setting() const { return view_->setting(); }
const ProblemRows& TrainingProblem::shots() const { return view_->shots(); }
const ProblemRows& TrainingProblem::unlabelled() const { return view_->unlabelled(); }
at::Generator TrainingProblem::stream(const std::string& name) { return view_->stream(name); }
at::Generator TrainingProblem::cpu_stream(const std::string& name) {
  return view_->cpu_stream(name);
}
at::Generator TrainingProblem::fresh_stream(const std::string& name) const {
  return view_->fresh_stream(name);
}

}  // namespace zeroth

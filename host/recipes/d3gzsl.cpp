#include "host/recipes/d3gzsl.h"

#include <ATen/core/grad_mode.h>

#include "host/engine/calls.h"
#include "host/recipes/parts.h"
#include "host/recipes/settings.h"

namespace zeroth::host {
namespace {

class StudentPredictor final : public Predictor {
 public:
  explicit StudentPredictor(Handle<Student> student) : student_(std::move(student)) {}

  at::Tensor scores(const at::Tensor& features) const override {
    const at::NoGradGuard no_gradient;
    return classify(student_, features).logits;
  }

  std::vector<Answer> answers(const at::Tensor& features) const override {
    return {{student_.place(), "classify()", scores(features)}};
  }

 private:
  Handle<Student> student_;
};

}  // namespace

D3gzsl::D3gzsl(const RecipeInputs& inputs) {
  const TrainingData& data = inputs.data;
  Parts parts(inputs);
  const auto generator = parts.network<Generator>("generator");
  const auto teacher = parts.network<Teacher>("teacher");
  student_ = parts.network<Student>("student");
  const Detector detector(teacher, parts.make<OODScorer>("ood"));
  term_ = std::make_unique<D3gzslTerm>(inputs, D3gzslModules{generator, student_, detector});
  const TrainSettings settings = train_settings(inputs);
  trainers_.push_back(
      std::make_unique<Trainer>("teacher", teacher, data, settings, inputs.streams));
  trainers_.push_back(std::make_unique<Trainer>("generator", generator, data, settings,
                                                inputs.streams, term_.get()));
}

void D3gzsl::after_training(std::size_t done) {
  if (done == kTeacherTraining) term_->teacher_trained();
}

NamedTensors D3gzsl::own_state() { return term_->state(); }

std::unique_ptr<Predictor> D3gzsl::predictor(std::int64_t) {
  return std::make_unique<StudentPredictor>(student_);
}

}  // namespace zeroth::host

#include "host/recipes/d3gzsl.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/index_select.h>

#include "host/recipes/parts.h"
#include "host/recipes/settings.h"

namespace zeroth::host {
namespace {

class StudentPredictor final : public Predictor {
 public:
  StudentPredictor(Handle<Student> student, at::Tensor unseen)
      : student_(std::move(student)), unseen_(std::move(unseen)) {}

  at::Tensor scores(const at::Tensor& features) const override {
    const at::NoGradGuard no_gradient;
    return student_.call("classify()", [&](auto& s) { return s.classify(features); }).logits;
  }

  at::Tensor unseen_scores(const at::Tensor& features) const override {
    return scores(features).index_select(1, unseen_);
  }

 private:
  Handle<Student> student_;
  at::Tensor unseen_;
};

constexpr std::size_t kTeacherTraining = 0;

}  // namespace

D3gzsl::D3gzsl(const RecipeInputs& inputs) : data_(inputs.data) {
  const Json& pipeline = inputs.pipeline;
  Parts parts(inputs);
  const auto generator = parts.network<Generator>("generator");
  const auto teacher = parts.network<Teacher>("teacher");
  student_ = parts.network<Student>("student");
  const Detector detector(teacher, parts.make<OODScorer>("ood"));
  term_ = std::make_unique<D3gzslTerm>(pipeline, inputs.composer,
                                       D3gzslModules{generator, student_, detector}, data_,
                                       inputs.streams);
  const TrainSettings settings = train_settings(pipeline);
  trainers_.push_back(
      std::make_unique<Trainer>("teacher", teacher, data_, settings, inputs.streams));
  trainers_.push_back(std::make_unique<Trainer>("generator", generator, data_, settings,
                                                inputs.streams, term_.get()));
}

void D3gzsl::after_training(std::size_t done) {
  if (done == kTeacherTraining) term_->teacher_trained();
}

NamedTensors D3gzsl::own_state() { return term_->state(); }

std::unique_ptr<Predictor> D3gzsl::predictor(std::int64_t) {
  return std::make_unique<StudentPredictor>(student_, data_.classes.unseen);
}

}  // namespace zeroth::host

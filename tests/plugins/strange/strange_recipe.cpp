/// A recipe that is wrong in the way that the pipeline asks for.
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <zeroth/calls.h>
#include <zeroth/generator.h>
#include <zeroth/recipe.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

class Strange final : public zeroth::Recipe, public zeroth::JointTerm {
 public:
  static void describe(zeroth::Schema<Strange>& s) {
    s.summary("Wrong in one way.");
    s.input("features", {"N", "D"});
    s.child("generator", "generator", &Strange::generator_, "learns");
    s.param("fault", &Strange::fault_, "the way").not_empty();
    s.param("strange.width", &Strange::width_, "columns of the scores").at_least(1);
  }

  void begin(zeroth::TrainingProblem& problem) override {
    problem_ = &problem;
    if (fault_ == "begin throws") throw std::out_of_range("beyond");
    if (fault_ == "images") problem.images(0, 1);
  }

  void declare(zeroth::Course& course) override {
    if (fault_ == "no training") return;
    if (fault_ == "nothing to train")
      course.train("generator", zeroth::Handle<zeroth::Generator>());
    if (fault_ == "no name") course.train("", generator_);
    if (fault_ == "one name twice") course.train("generator", generator_);
    auto training = course.train("generator", generator_);
    if (fault_.rfind("term", 0) == 0) training.joined_by(*this);
  }

  void after_training(const std::string&) override {
    if (fault_ == "after_training throws") throw zeroth::Error("the threshold is lost");
  }

  std::unique_ptr<zeroth::Predictor> predictor(std::int64_t) override {
    if (fault_ == "no predictor") return nullptr;
    const std::int64_t classes = width_ > 0 ? width_ : problem_->sizes().classes;
    return std::make_unique<Zeros>(classes, fault_ == "scores throws");
  }
  std::unique_ptr<zeroth::Predictor> restored(const zeroth::TensorMap&) override {
    return predictor(0);
  }

  std::vector<zeroth::Term> terms(const zeroth::SeenBatch& batch, const at::Tensor&,
                                  at::Generator rng) override {
    if (fault_ == "term throws") throw std::runtime_error("no such row");
    const at::Tensor made =
        zeroth::sample(generator_, batch.attributes, fault_ == "term asks" ? 1 : -1, rng);
    return {{"strange", made.square().mean()}};
  }
  zeroth::NamedTensors parameters() override { return {}; }
  zeroth::Schedule optimisers() const override { return {}; }

 private:
  class Zeros final : public zeroth::Predictor {
   public:
    Zeros(std::int64_t classes, bool throws) : classes_(classes), throws_(throws) {}
    at::Tensor scores(const zeroth::Samples& samples) const override {
      if (throws_) throw std::logic_error("no scores today");
      return at::zeros({samples.count(), classes_}, samples.features().options());
    }

   private:
    std::int64_t classes_;
    bool throws_;
  };

  zeroth::TrainingProblem* problem_ = nullptr;
  zeroth::Handle<zeroth::Generator> generator_;
  std::string fault_ = "none";
  std::int64_t width_ = 1;
};

}  // namespace

ZEROTH_RECIPE(Strange, "strange", "1.0.0")

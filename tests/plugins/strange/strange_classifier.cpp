/// A classifier that is wrong in the way that the pipeline asks for.
#include <ATen/ops/zeros.h>
#include <zeroth/classifier.h>

#include <memory>
#include <string>

namespace {

class Zeros final : public zeroth::TrainedClassifier {
 public:
  explicit Zeros(std::int64_t columns) : columns_(columns) {}
  at::Tensor scores(const at::Tensor& features) const override {
    return at::zeros({features.size(0), columns_}, features.options());
  }
  zeroth::NamedTensors tensors() const override { return {}; }

 private:
  std::int64_t columns_;
};

class Strange final : public zeroth::Classifier {
 public:
  static void describe(zeroth::Schema<Strange>& s) {
    s.summary("Wrong in one way.");
    s.param("fault", &Strange::fault_, "the way").not_empty();
  }
  std::unique_ptr<zeroth::TrainedClassifier> train(const zeroth::ClassifierRows& rows,
                                                   at::Generator) const override {
    if (fault_ == "none at all") return nullptr;
    if (fault_ == "train throws") throw zeroth::Error("the rows are not to be told apart");
    return std::make_unique<Zeros>(rows.outputs + 1);
  }
  std::unique_ptr<zeroth::TrainedClassifier> restored(const zeroth::TensorMap&) const override {
    return nullptr;
  }

 private:
  std::string fault_ = "too many columns";
};

}  // namespace

ZEROTH_CLASSIFIER(Strange, "strange", "1.0.0")

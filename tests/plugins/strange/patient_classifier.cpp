/// A classifier that waits for a file before it trains, so that a test can ask it to stop
/// meanwhile.
#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <zeroth/classifier.h>
#include <zeroth/long_work.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

namespace {

/// Scores are products with the sums of a class's rows.
class Sums final : public zeroth::TrainedClassifier {
 public:
  explicit Sums(at::Tensor sums) : sums_(std::move(sums)) {}
  at::Tensor scores(const at::Tensor& features) const override { return features.mm(sums_.t()); }
  zeroth::NamedTensors tensors() const override { return {{"sums", sums_}}; }

 private:
  at::Tensor sums_;
};

class Patient final : public zeroth::Classifier {
 public:
  static void describe(zeroth::Schema<Patient>& s) {
    s.summary("Waits for a file.");
    s.param("file", &Patient::file_, "what it waits for").not_empty();
    s.param("when_restored", &Patient::when_restored_, "not when it learns");
  }
  std::unique_ptr<zeroth::TrainedClassifier> train(const zeroth::ClassifierRows& rows,
                                                   at::Generator) const override {
    if (!when_restored_) wait();
    const at::Tensor none =
        at::zeros({rows.outputs, rows.features.size(1)}, rows.features.options());
    return std::make_unique<Sums>(none.index_add(0, rows.targets, rows.features));
  }
  std::unique_ptr<zeroth::TrainedClassifier> restored(
      const zeroth::TensorMap& tensors) const override {
    if (when_restored_) wait();
    return std::make_unique<Sums>(tensors["sums"]);
  }

 private:
  void wait() const {
    std::ofstream(file_ + ".asked").put('\n');
    for (std::int64_t i = 0; !std::filesystem::exists(file_); ++i) {
      zeroth::say_progress("waiting", i, i + 1);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  std::string file_ = "go";
  bool when_restored_ = false;
};

}  // namespace

ZEROTH_CLASSIFIER(Patient, "patient", "1.0.0")

/// The student of D3GZSL: an embedding layer and a classifier over all classes.
/// Wang et al., AAAI 2024, arXiv:2402.11424.
#include <zeroth/student.h>

#include "plugins/networks/embedding_classifier.h"

namespace {

using zeroth::networks::Init;
using zeroth::networks::Linear;

class MlpStudent final : public zeroth::Student {
 public:
  static void describe(zeroth::Schema<MlpStudent>& s) {
    s.summary("Linear, ReLU, Linear over all classes.");
    s.cite("arXiv:2402.11424");
    s.param("embedding", &MlpStudent::embedding_, "length of the embedding")
        .at_least(1)
        .at_most(1e6);
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    // The released code initialises the embedding by hand and leaves the classifier to LibTorch.
    network_ = {Linear(sizes.features, embedding_, Init::normal, rng),
                Linear(embedding_, sizes.classes, Init::uniform, rng)};
  }

  zeroth::NamedTensors parameters() override { return network_.parameters(); }

  zeroth::Classified classify(const at::Tensor& features) const override {
    return network_(features);
  }

 private:
  std::int64_t embedding_ = 2048;
  zeroth::networks::EmbeddingClassifier network_;
};

}  // namespace

ZEROTH_STUDENT(MlpStudent, "mlp", "1.0.0")

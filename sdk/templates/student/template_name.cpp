/// TODO: what the student is, and the paper it comes from.
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros.h>
#include <zeroth/student.h>

#include <cmath>

namespace {

at::Tensor weights(std::int64_t outputs, std::int64_t inputs, at::Generator rng) {
  const double bound = 1 / std::sqrt(static_cast<double>(inputs));
  return at::empty({outputs, inputs}).uniform_(-bound, bound, rng);
}

class TemplateName final : public zeroth::Student {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("Linear, ReLU, Linear over all classes.");
    s.param("embedding", &TemplateName::embedding_, "length of the embedding").at_least(1);
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    first_ = weights(embedding_, sizes.features, rng);
    first_bias_ = at::zeros({embedding_});
    second_ = weights(sizes.classes, embedding_, rng);
    second_bias_ = at::zeros({sizes.classes});
  }

  zeroth::NamedTensors parameters() override {
    return {{"embedding.weight", first_},
            {"embedding.bias", first_bias_},
            {"classifier.weight", second_},
            {"classifier.bias", second_bias_}};
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const at::Tensor embedding = at::relu(at::linear(features, first_, first_bias_));
    return {embedding, at::linear(embedding, second_, second_bias_)};
  }

 private:
  std::int64_t embedding_ = 512;
  at::Tensor first_, first_bias_, second_, second_bias_;
};

}  // namespace

ZEROTH_STUDENT(TemplateName, "template-name", "0.1.0")

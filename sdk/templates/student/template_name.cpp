/// TODO: what the student is, and the paper it comes from.
#include <ATen/ops/relu.h>
#include <zeroth/networks/linear.h>
#include <zeroth/student.h>

namespace {

using zeroth::networks::Init;
using zeroth::networks::Linear;

class TemplateName final : public zeroth::Student {
 public:
  static void describe(zeroth::Schema<TemplateName>& s) {
    s.summary("Linear, ReLU, Linear over all classes.");
    s.param("embedding", &TemplateName::embedding_, "length of the embedding").at_least(1);
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    embedding_layer_ = Linear(sizes.features, embedding_, Init::uniform, rng);
    classifier_ = Linear(embedding_, sizes.classes, Init::uniform, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    embedding_layer_.append_to(tensors, "embedding");
    classifier_.append_to(tensors, "classifier");
    return tensors;
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const at::Tensor embedding = at::relu(embedding_layer_(features));
    return {embedding, classifier_(embedding)};
  }

 private:
  std::int64_t embedding_ = 512;
  Linear embedding_layer_, classifier_;
};

}  // namespace

ZEROTH_STUDENT(TemplateName, "template-name", "0.1.0")

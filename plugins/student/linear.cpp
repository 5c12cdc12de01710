/// A linear classifier on another network's embedding: D3GZSL's student over CE-GZSL, whose
/// embedding is the student's own.
/// Wang et al., AAAI 2024, arXiv:2402.11424; plugins/student/README.md.
#include <zeroth/abilities.h>
#include <zeroth/networks/linear.h>
#include <zeroth/student.h>

namespace {

class LinearStudent final : public zeroth::Student {
 public:
  static void describe(zeroth::Schema<LinearStudent>& s) {
    s.summary("Linear student on the embedding of another network, which trains that embedding.");
    s.cite("arXiv:2402.11424");
    s.child("embedding", "generator", &LinearStudent::embedder_,
            "a generator with an embedding, usually {\"ref\": \"/generator\"}");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    classifier_ = {embedder_->embedding_size(), sizes.classes, zeroth::networks::Init::uniform,
                   rng};
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    classifier_.append_to(tensors, "classifier");
    return tensors;
  }

  zeroth::Classified classify(const at::Tensor& features) const override {
    const at::Tensor embedding = embedder_->embed(features);
    return {embedding, classifier_(embedding)};
  }

 private:
  std::shared_ptr<zeroth::Embedder> embedder_;
  zeroth::networks::Linear classifier_;
};

}  // namespace

ZEROTH_STUDENT(LinearStudent, "linear", "1.0.0")

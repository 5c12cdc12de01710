/// CE-GZSL: a Wasserstein GAN trained together with a contrastive embedding, on which classes are
/// told apart.
/// Han et al., CVPR 2021, arXiv:2103.16173; plugins/generator/README.md, CE-GZSL.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/relu.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/networks/contrastive.h>
#include <zeroth/networks/critic.h>
#include <zeroth/networks/feature_generator.h>
#include <zeroth/networks/noise.h>
#include <zeroth/networks/unit_rows.h>

#include "plugins/networks/comparator.h"

namespace {

using zeroth::networks::Comparator;
using zeroth::networks::Init;
using zeroth::networks::Linear;
using zeroth::networks::unit_rows;

/// h = ReLU(Linear(x)), [B,E].
at::Tensor embedding_of(const Linear& layer, const at::Tensor& features) {
  return at::relu(layer(features));
}

/// z = Linear(h) with rows of unit norm, [B,Z].
at::Tensor projection_of(const Linear& head, const at::Tensor& embedding) {
  return unit_rows(head(embedding));
}

class CeGzsl final : public zeroth::Generator,
                     public zeroth::ClassifierInput,
                     public zeroth::Embedder,
                     public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<CeGzsl>& s) {
    s.summary("CE-GZSL: Wasserstein GAN with a contrastive embedding that classifiers read.");
    s.cite(
        "Han et al., Contrastive Embedding for Generalized Zero-Shot Learning, CVPR 2021, "
        "arXiv:2103.16173");
    s.param("noise", &CeGzsl::noise_, "length of the noise vector; 0 = as many as attributes")
        .at_least(0)
        .at_most(1e6);
    s.param("hidden", &CeGzsl::hidden_, "width of generator and critic").at_least(1).at_most(1e6);
    s.param("embedding", &CeGzsl::embedding_size_, "length of the embedding")
        .at_least(1)
        .at_most(1e6);
    s.param("projection", &CeGzsl::projection_size_, "length of what instances are compared in")
        .at_least(1)
        .at_most(1e6);
    s.param("comparator_hidden", &CeGzsl::comparator_hidden_, "width of the comparator")
        .at_least(1)
        .at_most(1e6);
    s.param("critic_steps", &CeGzsl::critic_steps_, "discriminative steps per generator step")
        .at_least(1)
        .at_most(1e6);
    s.param("penalty_weight", &CeGzsl::penalty_weight_, "weight of the gradient penalty")
        .at_least(0);
    s.param("instance_weight", &CeGzsl::instance_weight_,
            "of the instance contrast in the generator's loss")
        .at_least(0);
    s.param("class_weight", &CeGzsl::class_weight_, "of the class contrast in the generator's loss")
        .at_least(0);
    s.param("instance_temperature", &CeGzsl::instance_temperature_, "of the instance contrast")
        .above(0);
    s.param("class_temperature", &CeGzsl::class_temperature_, "of the class contrast").above(0);
    s.param("comparator_gradients", &CeGzsl::comparator_gradients_,
            "cleared at every step, or once an epoch (released code)")
        .one_of({"step", "epoch"});
    s.param("embedding_in_generator_step", &CeGzsl::embedding_in_generator_step_,
            "whether a joint term moves the embedding there")
        .one_of({"frozen", "moving"});
    s.param("learning_rate", &CeGzsl::learning_rate_, "of all").above(0);
    s.param("beta1", &CeGzsl::beta1_, "Adam, first moment").at_least(0).below(1);
    s.param("beta2", &CeGzsl::beta2_, "Adam, second moment").at_least(0).below(1);
    s.piece("cegzsl.embedding");
    s.piece("cegzsl.comparator");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    if (noise_ == 0) noise_ = sizes.attributes;
    generator_ =
        zeroth::networks::FeatureGenerator(noise_, sizes.attributes, hidden_, sizes.features, rng);
    critic_ = zeroth::networks::Critic(sizes.features, sizes.attributes, hidden_, rng);
    embedding_ = Linear(sizes.features, embedding_size_, Init::normal, rng);
    head_ = Linear(embedding_size_, projection_size_, Init::normal, rng);
    comparator_ = Comparator(embedding_size_, sizes.attributes, comparator_hidden_, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    generator_.append_to(tensors, "generator");
    critic_.append_to(tensors, "critic");
    embedding_.append_to(tensors, "embedding");
    head_.append_to(tensors, "head");
    comparator_.append_to(tensors, "comparator");
    return tensors;
  }

  zeroth::Schedule schedule() const override {
    zeroth::Schedule s;
    // Adam works element by element, so several of them are the one of the paper.
    for (const std::string name : {"generator", "critic", "embedding", "head", "comparator"}) {
      zeroth::Optimiser& one = s.optimiser(name, {name + "."});
      one.adam(learning_rate_, beta1_, beta2_);
      if (name == "comparator" && comparator_gradients_ == "epoch") one.accumulate();
    }
    s.phase("discriminative").moves({"critic", "embedding", "head", "comparator"}).joint();
    zeroth::Phase& generator = s.phase("generator").moves({"generator"}).joint();
    if (embedding_in_generator_step_ == "moving") generator.moves({"embedding"});
    s.stage("adversarial")
        .round(critic_steps_, {"discriminative"})
        .round(1, {"generator"})
        .on_last_batch();
    return s;
  }

  at::Tensor loss(const std::string& phase, const zeroth::SeenBatch& batch,
                  at::Generator rng) override {
    return phase == "generator" ? generator_loss(batch, rng) : discriminative_loss(batch, rng);
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    return generator_(attributes, rng);
  }

  at::Tensor classifier_input(const at::Tensor& features) const override { return embed(features); }

  std::int64_t embedding_size() const override { return embedding_size_; }

  at::Tensor embed(const at::Tensor& features) const override {
    return embedding_of(embedding_, features);
  }

  zeroth::TensorMap piece(const std::string& name, const zeroth::TensorMap& in) const override {
    zeroth::TensorMap out;
    if (name == "cegzsl.comparator") {
      Comparator comparator;
      comparator.hidden = {in["hidden.weight"], in["hidden.bias"]};
      comparator.output = {in["output.weight"], in["output.bias"]};
      out.set("scores", comparator(in["embedding"], in["attributes"]));
      return out;
    }
    out.set("embedding",
            embedding_of({in["embedding.weight"], in["embedding.bias"]}, in["features"]));
    out.set("projection", projection_of({in["head.weight"], in["head.bias"]}, out["embedding"]));
    return out;
  }

 private:
  at::Tensor class_contrast(const at::Tensor& embedding, const zeroth::SeenBatch& batch) const {
    const at::Tensor of_seen = batch.classes.attributes.index_select(0, batch.classes.seen);
    return zeroth::networks::class_contrastive(comparator_(embedding, of_seen), batch.positions,
                                               class_temperature_);
  }

  at::Tensor instance_contrast(const at::Tensor& projection, const at::Tensor& labels) const {
    return zeroth::networks::supervised_contrastive(projection, labels, instance_temperature_);
  }

  at::Tensor discriminative_loss(const zeroth::SeenBatch& batch, at::Generator rng) {
    const at::Tensor fake = generator_(batch.attributes, rng).detach();
    const at::Tensor mix = zeroth::networks::uniform_mix(batch.features(), rng);
    const at::Tensor critic =
        zeroth::networks::critic_loss(critic_, {batch.features(), fake, batch.attributes, mix},
                                      penalty_weight_)
            .total;
    const at::Tensor embedding = embed(batch.features());
    return critic + instance_contrast(projection_of(head_, embedding), batch.labels) +
           class_contrast(embedding, batch);
  }

  at::Tensor generator_loss(const zeroth::SeenBatch& batch, at::Generator rng) {
    const at::Tensor fake = generator_(batch.attributes, rng);
    // Only a joint term may move the embedding in this phase.
    const Linear constant = {embedding_.weight.detach(), embedding_.bias.detach()};
    const at::Tensor embedding = embedding_of(constant, fake);
    const at::Tensor real = projection_of(head_, embedding_of(constant, batch.features()));
    const at::Tensor both = at::cat({projection_of(head_, embedding), real});
    return -critic_.score(fake, batch.attributes).mean() +
           instance_weight_ * instance_contrast(both, at::cat({batch.labels, batch.labels})) +
           class_weight_ * class_contrast(embedding, batch);
  }

  std::int64_t noise_ = 0;
  std::int64_t hidden_ = 4096;
  std::int64_t embedding_size_ = 2048;
  std::int64_t projection_size_ = 512;
  std::int64_t comparator_hidden_ = 2048;
  std::int64_t critic_steps_ = 5;
  double penalty_weight_ = 10.0;
  double instance_weight_ = 0.001;
  double class_weight_ = 0.001;
  double instance_temperature_ = 0.1;
  double class_temperature_ = 0.1;
  std::string comparator_gradients_ = "step";
  std::string embedding_in_generator_step_ = "frozen";
  double learning_rate_ = 1e-4;
  double beta1_ = 0.5;
  double beta2_ = 0.999;

  zeroth::networks::FeatureGenerator generator_;
  zeroth::networks::Critic critic_;
  Linear embedding_;
  Linear head_;
  Comparator comparator_;
};

}  // namespace

ZEROTH_GENERATOR(CeGzsl, "ce-gzsl", "1.0.0")

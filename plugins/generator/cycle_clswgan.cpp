/// cycle-CLSWGAN: f-CLSWGAN whose rows must lead back to the descriptors that they are made from.
/// Felix et al., ECCV 2018, arXiv:1808.00136; plugins/generator/README.md, cycle-CLSWGAN.
#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/zeros.h>
#include <zeroth/abilities.h>
#include <zeroth/networks/linear.h>

#include "plugins/generator/clswgan.h"

namespace {

using zeroth::networks::Init;
using zeroth::networks::Linear;

/// Mean over rows of the squared distance of descriptors.
at::Tensor reconstruction(const at::Tensor& found, const at::Tensor& attributes) {
  return (found - attributes).square().sum(1).mean();
}

/// R: features [B,D] -> descriptors [B,d], with a hidden layer or none.
class Regressor {
 public:
  Regressor() = default;
  Regressor(const zeroth::Sizes& sizes, std::int64_t width, at::Generator rng) {
    if (width > 0) hidden_ = Linear(sizes.features, width, Init::normal, rng);
    output_ = Linear(width > 0 ? width : sizes.features, sizes.attributes, Init::normal, rng);
  }
  at::Tensor operator()(const at::Tensor& x) const {
    if (!hidden_.weight.defined()) return output_(x);
    return output_(at::leaky_relu(hidden_(x), zeroth::networks::kLeakySlope));
  }
  void append_to(zeroth::NamedTensors& tensors) const {
    if (hidden_.weight.defined()) hidden_.append_to(tensors, "regressor.hidden");
    output_.append_to(tensors, "regressor.output");
  }

 private:
  Linear hidden_, output_;
};

class CycleClswgan final : public zeroth::clswgan::Clswgan, public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<CycleClswgan>& s) {
    s.summary("cycle-CLSWGAN: f-CLSWGAN with a regressor from features back to descriptors.");
    s.cite(
        "Felix et al., Multi-modal Cycle-consistent Generalized Zero-Shot Learning, ECCV 2018, "
        "arXiv:1808.00136");
    describe_clswgan(s);
    s.param("cycle_weight", &CycleClswgan::cycle_weight_, "of the cycle loss").at_least(0);
    s.param("cycle_classes", &CycleClswgan::cycle_classes_,
            "whose rows must lead back: of the seen classes, or of all (their descriptors are read "
            "in training)")
        .one_of({"seen", "all"});
    s.param("regressor_hidden", &CycleClswgan::regressor_hidden_,
            "width of the regressor's hidden layer; 0 = it is linear")
        .at_least(0)
        .at_most(1e6);
    s.param("regressor_epochs", &CycleClswgan::regressor_epochs_,
            "epochs of the regressor, before the GAN")
        .at_least(1)
        .at_most(1e6);
    s.param("regressor_batch", &CycleClswgan::regressor_batch_, "its batch")
        .at_least(1)
        .at_most(1e6);
    s.param("regressor_learning_rate", &CycleClswgan::regressor_learning_rate_, "its learning rate")
        .above(0);
    s.piece("cycle-clswgan.cycle");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    Clswgan::build(sizes, rng);
    regressor_ = Regressor(sizes, regressor_hidden_, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors = Clswgan::parameters();
    regressor_.append_to(tensors);
    return tensors;
  }

  at::Tensor loss(const std::string& phase, const zeroth::SeenBatch& batch,
                  at::Generator rng) override {
    if (phase != "regressor") return Clswgan::loss(phase, batch, rng);
    return reconstruction(regressor_(batch.features()), batch.attributes);
  }

  zeroth::TensorMap piece(const std::string&, const zeroth::TensorMap& in) const override {
    zeroth::TensorMap out;
    const Linear regressor(in["regressor.weight"], in["regressor.bias"]);
    out.set("loss", reconstruction(regressor(in["features"]), in["attributes"]));
    return out;
  }

 private:
  void add_stages(zeroth::Schedule& s) const override {
    train_before(s, "regressor", "regressor",
                 {regressor_learning_rate_, regressor_epochs_, regressor_batch_});
  }

  at::Tensor added(const at::Tensor& fake, const zeroth::SeenBatch& batch,
                   at::Generator rng) override {
    at::Tensor cycle = reconstruction(regressor_(fake), batch.attributes);
    if (cycle_classes_ == "all") cycle = cycle + cycle_of_unseen(batch, rng);
    return cycle_weight_ * cycle;
  }

  /// Of as many rows as a batch has, of unseen classes drawn at random.
  at::Tensor cycle_of_unseen(const zeroth::SeenBatch& batch, at::Generator rng) {
    const at::Tensor& unseen = batch.classes.unseen;
    if (unseen.size(0) == 0) return at::zeros({}, batch.attributes.options());
    const at::Tensor drawn =
        at::randint(0, unseen.size(0), {batch.attributes.size(0)}, rng, unseen.options());
    const at::Tensor attributes =
        batch.classes.attributes.index_select(0, unseen.index_select(0, drawn));
    return reconstruction(regressor_(sample(attributes, rng)), attributes);
  }

  double cycle_weight_ = 0.01;
  std::string cycle_classes_ = "seen";
  std::int64_t regressor_hidden_ = 0;
  std::int64_t regressor_epochs_ = 50;
  std::int64_t regressor_batch_ = 100;
  double regressor_learning_rate_ = 1e-3;
  Regressor regressor_;
};

}  // namespace

ZEROTH_GENERATOR(CycleClswgan, "cycle-clswgan", "1.0.0")

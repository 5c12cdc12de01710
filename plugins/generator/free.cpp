/// FREE: f-VAEGAN-D2 with a refinement of features that learns beside it, and whose layers are part
/// of what classifiers read.
/// Chen et al., ICCV 2021, arXiv:2107.13807; plugins/generator/README.md, FREE.
#include <ATen/TensorOperators.h>
#include <ATen/ops/randint.h>
#include <zeroth/abilities.h>

#include <string>
#include <utility>

#include "plugins/generator/f_vaegan.h"
#include "plugins/generator/free_refinement.h"

namespace {

using zeroth::refinement::Refined;
using zeroth::refinement::Refinement;

class Free final : public zeroth::fvaegan::FVaegan,
                   public zeroth::ClassifierInput,
                   public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<Free>& s) {
    s.summary("FREE: f-VAEGAN-D2 and a feature refinement, which classifiers read.");
    s.cite(
        "Chen et al., FREE: Feature Refinement for Generalized Zero-Shot Learning, ICCV 2021, "
        "arXiv:2107.13807");
    describe_f_vaegan(s);
    s.param("latent", &Free::latent_,
            "length of the refinement's latent rows; 0 = as many as attributes")
        .at_least(0)
        .at_most(1e6);
    s.param("centre_weight", &Free::centre_weight_, "of the self-adaptive margin centre loss")
        .at_least(0);
    s.param("cycle_weight", &Free::cycle_weight_, "of the semantic cycle-consistency loss")
        .at_least(0);
    s.param("margin", &Free::margin_,
            "between a row's own centre and that of another class, square distances; "
            "0 = (1 - balance) times the 2 latent that centres begin apart")
        .at_least(0);
    s.param("balance", &Free::balance_,
            "1 = a row is only drawn to its own centre, 0 = only pushed from another one")
        .at_least(0)
        .at_most(1);
    s.piece("free.samc");
    s.piece("free.refinement");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    if (sizes.seen < 2) {
      throw zeroth::Error(
          "a margin between the centres of classes needs two seen classes at least, but there is "
          "one");
    }
    FVaegan::build(sizes, rng);
    if (latent_ == 0) latent_ = sizes.attributes;
    if (margin_ == 0) margin_ = (1 - balance_) * 2 * static_cast<double>(latent_);
    refinement_ = Refinement(sizes, hidden(), latent_, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors = FVaegan::parameters();
    refinement_.append_to(tensors);
    return tensors;
  }

  at::Tensor classifier_input(const at::Tensor& features) const override {
    return refinement_.rows(features);
  }

  zeroth::TensorMap piece(const std::string& name, const zeroth::TensorMap& in) const override {
    zeroth::TensorMap out;
    if (name == "free.samc") {
      out.set("loss", zeroth::refinement::margin_centre_loss(
                          in["latent"], in["positions"], in["others"], in["centres"],
                          in["margin"].item<double>(), in["balance"].item<double>()));
      return out;
    }
    Free given;
    given.refinement_ = Refinement(in);
    out.set("refined", given.refinement_.rows(in["features"]));
    out.set("cycle", cycle(given.refinement_(in["features"]), given.refinement_(in["fake"]),
                           in["attributes"]));
    return out;
  }

 private:
  void add_moved(zeroth::Schedule& s, zeroth::Phase& step) const override {
    move_with_generator(s, step, "refinement");
  }

  at::Tensor added(const at::Tensor& fake, const zeroth::SeenBatch& batch,
                   at::Generator rng) override {
    const at::Tensor &own = batch.positions, &centres = refinement_.centres;
    // Any class but its own: one to S - 1 places further on.
    const at::Tensor further =
        at::randint(1, centres.size(0), {own.size(0)}, std::move(rng), own.options());
    const at::Tensor other = (own + further).remainder(centres.size(0));
    const Refined real = refinement_(batch.features());
    return centre_weight_ * zeroth::refinement::margin_centre_loss(real.latent, own, other, centres,
                                                                   margin_, balance_) +
           cycle_weight_ * cycle(real, refinement_(fake), batch.attributes);
  }

  /// Of real rows and of as many made ones of the same classes.
  static at::Tensor cycle(const Refined& real, const Refined& made, const at::Tensor& attributes) {
    return zeroth::refinement::cycle_loss(real.attributes, attributes) +
           zeroth::refinement::cycle_loss(made.attributes, attributes);
  }

  std::int64_t latent_ = 0;
  double centre_weight_ = 0.1;
  double cycle_weight_ = 1.0;
  double margin_ = 0.0;
  double balance_ = 0.8;

  Refinement refinement_;
};

}  // namespace

ZEROTH_GENERATOR(Free, "free", "1.0.0")

/// IZF: an invertible flow between feature rows and codes, of which a part is the descriptor of the
/// class; rows of a class are what its descriptor and noise lead back to.
/// Shen et al., ECCV 2020, arXiv:2007.04873; plugins/generator/README.md, IZF.
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/networks/noise.h>

#include <string>

#include "plugins/generator/izf_losses.h"

namespace {

using zeroth::izf::Flow;
using zeroth::networks::normal_rows;

/// What a step reads: real rows and the means of their classes, descriptors of these rows and of
/// unseen classes, and noise for what is made from either.
struct Rows {
  at::Tensor features, means;                  // [B,D]
  at::Tensor attributes, noise;                // [B,d], [B,D-d]
  at::Tensor unseen_attributes, unseen_noise;  // the same, undefined where no class is unseen
};

/// What the loss is put together of, without its weights.
struct Parts {
  at::Tensor likelihood, centre, positive, negative;
};

class Izf final : public zeroth::Generator,
                  public zeroth::ClassPreparation,
                  public zeroth::Fitted,
                  public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<Izf>& s);

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    if (sizes.attributes >= sizes.features) {
      throw zeroth::Error("a code holds the " + std::to_string(sizes.attributes) +
                          " attributes beside something else, but rows have " +
                          std::to_string(sizes.features) + " features: more are needed");
    }
    seen_ = sizes.seen;
    rest_ = sizes.features - sizes.attributes;
    flow_ = Flow(sizes.features, couplings_, hidden_, largest_scale_, rng);
  }

  zeroth::NamedTensors parameters() override {
    zeroth::NamedTensors tensors;
    flow_.append_to(tensors);
    return tensors;
  }

  void prepare(const at::Tensor& features, const at::Tensor& positions) override {
    const at::Tensor sums =
        at::zeros({seen_, features.size(1)}, features.options()).index_add(0, positions, features);
    const at::Tensor counts =
        at::zeros({seen_, 1}, features.options())
            .index_add(0, positions, at::ones({features.size(0), 1}, features.options()));
    means_ = sums / counts.clamp_min(1);
  }
  zeroth::NamedTensors fitted() const override { return {{"means", means_}}; }
  void set_fitted(const zeroth::TensorMap& tensors) override { means_ = tensors["means"]; }

  zeroth::Schedule schedule() const override {
    return zeroth::Schedule::once("flow", zeroth::Optimiser().adam(learning_rate_).clip(clip_),
                                  zeroth::Stage().sampling(zeroth::Sampling::epoch));
  }

  at::Tensor loss(const std::string&, const zeroth::SeenBatch& batch, at::Generator rng) override {
    const Parts of = parts(rows_of(batch, rng));
    at::Tensor loss = of.likelihood + centre_weight_ * of.centre + positive_weight_ * of.positive;
    return of.negative.defined() ? loss - negative_weight_ * of.negative : loss;
  }

  at::Tensor sample(const at::Tensor& attributes, at::Generator rng) override {
    return made(attributes, normal_rows(attributes, rest_, std::move(rng)));
  }

  zeroth::TensorMap piece(const std::string& name, const zeroth::TensorMap& in) const override;

 private:
  at::Tensor made(const at::Tensor& attributes, const at::Tensor& noise) const {
    return flow_.inverse(at::cat({attributes, noise}, 1));
  }

  Rows rows_of(const zeroth::SeenBatch& batch, at::Generator rng) const;
  Parts parts(const Rows& rows) const;

  std::int64_t couplings_ = 5;
  std::int64_t hidden_ = 1024;
  double largest_scale_ = 1.0;
  double deviation_ = 0.1;
  double feature_noise_ = 0.05;
  double centre_weight_ = 1.0;
  double positive_weight_ = 1.0;
  double negative_weight_ = 0.0;
  double learning_rate_ = 1e-4;
  double clip_ = 5.0;

  std::int64_t seen_ = 0, rest_ = 0;  // S, D - d
  Flow flow_;
  at::Tensor means_;  // [S,D]
};

void Izf::describe(zeroth::Schema<Izf>& s) {
  s.summary("IZF: an invertible flow whose codes hold the descriptor of the class.");
  s.cite("Shen et al., Invertible Zero-Shot Recognition Flows, ECCV 2020, arXiv:2007.04873");
  s.param("couplings", &Izf::couplings_, "affine couplings of the flow").at_least(2).at_most(1000);
  s.param("hidden", &Izf::hidden_, "width of the hidden layer of each coupling")
      .at_least(1)
      .at_most(1e6);
  s.param("largest_scale", &Izf::largest_scale_,
          "bound of the logarithm of what a coupling scales by")
      .above(0);
  s.param("deviation", &Izf::deviation_,
          "sigma, of the semantic part of a code from the descriptor of its class")
      .above(0);
  s.param("feature_noise", &Izf::feature_noise_,
          "deviation of the noise on training rows, whose density is no number where many are 0")
      .at_least(0);
  s.param("centre_weight", &Izf::centre_weight_,
          "of the distance of a class's mean row from what its descriptor leads to without noise")
      .at_least(0);
  s.param("positive_weight", &Izf::positive_weight_,
          "of the discrepancy between real rows and rows made of their classes")
      .at_least(0);
  s.param("negative_weight", &Izf::negative_weight_,
          "of the discrepancy between real rows and rows made of unseen classes, which is to grow "
          "(their descriptors are read in training); 0 = it is left alone")
      .at_least(0);
  s.param("learning_rate", &Izf::learning_rate_, "of Adam").above(0);
  s.param("clip", &Izf::clip_, "largest norm of a step's gradient").above(0);
  s.piece("izf.flow");
  s.piece("izf.discrepancy");
  s.piece("izf.losses");
}

Rows Izf::rows_of(const zeroth::SeenBatch& batch, at::Generator rng) const {
  if (!means_.defined()) throw zeroth::Error("there are no class means yet; call prepare() first");
  const at::Tensor &x = batch.features(), &a = batch.attributes;
  Rows rows;
  rows.features = x + feature_noise_ * normal_rows(x, x.size(1), rng);
  rows.means = means_.to(x.scalar_type()).index_select(0, batch.positions);
  rows.attributes = a;
  rows.noise = normal_rows(a, rest_, rng);
  const at::Tensor& unseen = batch.classes.unseen;
  if (negative_weight_ == 0 || unseen.size(0) == 0) return rows;
  const at::Tensor drawn = at::randint(0, unseen.size(0), {a.size(0)}, rng, unseen.options());
  rows.unseen_attributes = batch.classes.attributes.index_select(0, unseen.index_select(0, drawn));
  rows.unseen_noise = normal_rows(a, rest_, rng);
  return rows;
}

Parts Izf::parts(const Rows& rows) const {
  const at::Tensor& x = rows.features;
  Parts of;
  of.likelihood = zeroth::izf::likelihood_loss(flow_.forward(x), rows.attributes, deviation_);
  const at::Tensor centre = made(rows.attributes, at::zeros_like(rows.noise));
  of.centre = (centre - rows.means).square().sum(1).mean();
  of.positive = zeroth::izf::discrepancy(x, made(rows.attributes, rows.noise));
  if (!rows.unseen_attributes.defined()) return of;
  of.negative = zeroth::izf::discrepancy(x, made(rows.unseen_attributes, rows.unseen_noise));
  return of;
}

zeroth::TensorMap Izf::piece(const std::string& name, const zeroth::TensorMap& in) const {
  zeroth::TensorMap out;
  if (name == "izf.discrepancy") {
    out.set("discrepancy", zeroth::izf::discrepancy(in["x"], in["y"]));
    return out;
  }
  Izf given;
  given.flow_ = Flow(in, in["largest_scale"].item<double>());
  if (name == "izf.flow") {
    const auto coded = given.flow_.forward(in["features"]);
    out.set("code", coded.code);
    out.set("log_determinant", coded.log_determinant);
    out.set("made", given.flow_.inverse(in["codes"]));
    return out;
  }
  given.deviation_ = in["deviation"].item<double>();
  const Parts of = given.parts({in["features"], in["means"], in["attributes"], in["noise"],
                                in["unseen_attributes"], in["unseen_noise"]});
  out.set("likelihood", of.likelihood);
  out.set("centre", of.centre);
  out.set("positive", of.positive);
  out.set("negative", of.negative);
  return out;
}

}  // namespace

ZEROTH_GENERATOR(Izf, "izf", "1.0.0")

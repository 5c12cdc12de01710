/// LisGAN: f-CLSWGAN whose rows must lie near what the rows of their class are around.
/// Li et al., CVPR 2019, arXiv:1904.04092; plugins/generator/README.md, LisGAN.
#include <ATen/TensorOperators.h>
#include <zeroth/abilities.h>

#include <string>
#include <vector>

#include "plugins/generator/clswgan.h"
#include "plugins/generator/lisgan_souls.h"

namespace {

class LisGan final : public zeroth::clswgan::Clswgan,
                     public zeroth::ClassPreparation,
                     public zeroth::DynamicPhases,
                     public zeroth::Fitted,
                     public zeroth::Pieces {
 public:
  static void describe(zeroth::Schema<LisGan>& s) {
    s.summary("LisGAN: f-CLSWGAN with soul samples, the means of each class's clusters.");
    s.cite(
        "Li et al., Leveraging the Invariant Side of Generative Zero-Shot Learning, CVPR 2019, "
        "arXiv:1904.04092");
    describe_clswgan(s);
    s.param("souls", &LisGan::count_, "k, soul samples of a class").at_least(1).at_most(1000);
    s.param("row_weight", &LisGan::row_weight_, "of a made row's distance to its nearest soul")
        .at_least(0);
    s.param("class_weight", &LisGan::class_weight_,
            "of the distance of a class's mean made row to its nearest soul")
        .at_least(0);
    s.piece("lisgan.souls");
    s.piece("lisgan.soul-losses");
  }

  void build(const zeroth::Sizes& sizes, at::Generator rng) override {
    Clswgan::build(sizes, rng);
    seen_ = sizes.seen;
  }

  void prepare(const at::Tensor& features, const at::Tensor& positions) override {
    souls_ = zeroth::lisgan::soul_samples(features, positions, seen_, count_);
  }

  /// Its sizes are those of the classes that a batch happens to hold.
  std::vector<std::string> dynamic_phases() const override { return {"generator"}; }

  zeroth::NamedTensors fitted() const override { return {{"souls", souls_}}; }
  void set_fitted(const zeroth::TensorMap& tensors) override { souls_ = tensors["souls"]; }

  zeroth::TensorMap piece(const std::string& name, const zeroth::TensorMap& in) const override {
    zeroth::TensorMap out;
    if (name == "lisgan.souls") {
      out.set("souls", zeroth::lisgan::soul_samples(in["features"], in["positions"],
                                                    in["classes"].item<std::int64_t>(),
                                                    in["count"].item<std::int64_t>()));
      return out;
    }
    const auto losses = zeroth::lisgan::soul_losses(in["fake"], in["positions"], in["souls"]);
    out.set("rows", losses.rows);
    out.set("classes", losses.classes);
    return out;
  }

 private:
  at::Tensor added(const at::Tensor& fake, const zeroth::SeenBatch& batch, at::Generator) override {
    if (!souls_.defined())
      throw zeroth::Error("there are no soul samples yet; call prepare() first");
    const auto losses =
        zeroth::lisgan::soul_losses(fake, batch.positions, souls_.to(fake.scalar_type()));
    return row_weight_ * losses.rows + class_weight_ * losses.classes;
  }

  std::int64_t count_ = 3;
  double row_weight_ = 0.01;
  double class_weight_ = 0.01;
  std::int64_t seen_ = 0;
  at::Tensor souls_;  // [S,k,D]
};

}  // namespace

ZEROTH_GENERATOR(LisGan, "lisgan", "1.0.0")

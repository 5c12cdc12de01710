#include "host/conformance/score_specimen.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <zeroth/abilities.h>

#include "host/conformance/component.h"
#include "host/conformance/lent.h"
#include "host/conformance/world.h"

namespace zeroth::host {
namespace {

class ScoreSpecimen final : public Specimen {
 public:
  ScoreSpecimen(const Subject& subject, const Setting& setting)
      : scorer_(make_component<OODScorer>(subject, setting.params)),
        component_(scorer_),
        world_(on_device(score_world(subject.seed, setting.dtype), setting.device)) {
    settle(setting.dtype, setting.device);
    if (auto* reader = ability<ReadsHead>()) {
      const Lent<Head> head(stand_in_head(world_));
      scorer_.call("read_head()", [&](auto&) { reader->read_head(*head); });
    }
    const Lent<Scores> rows(world_.train);
    scorer_.call("fit()", [&](auto& s) { s.fit(*rows, world_.labels); });
  }

  TensorMap inputs(std::int64_t rows) const override {
    return TensorMap({{"logits", world_.seen.logits.narrow(0, 0, rows).clone()},
                      {"embedding", world_.seen.embedding.narrow(0, 0, rows).clone()}});
  }

  std::map<std::string, std::vector<std::int64_t>> sizes(std::int64_t rows) const override {
    std::map<std::string, std::vector<std::int64_t>> sizes = {{"score", {rows}}};
    if (perturbation()) sizes["perturbed"] = {rows, WorldSizes::embedding};
    return sizes;
  }

  std::vector<std::string> row_wise() const override {
    if (perturbation()) return {"score", "perturbed"};
    return {"score"};
  }
  std::vector<std::string> smooth() const override { return {"score"}; }
  std::vector<std::string> differentiable() const override { return {"logits", "embedding"}; }

 private:
  const Handle<Component>& component() const override { return component_; }

  TensorMap outputs(const TensorMap& in, std::uint64_t) override {
    const Lent<Scores> scores({in["logits"], in["embedding"]});
    TensorMap out;
    if (auto* reader = ability<InputScore>()) {
      out.set("score", input_score(*reader, in["embedding"]));
    } else {
      out.set("score", call(scorer_, "score()", [&](auto& s) { return s.score(*scores); }));
    }
    if (perturbation()) out.set("perturbed", perturbed(in["embedding"]));
    return out;
  }

  FeaturePerturbation* perturbation() const { return ability<FeaturePerturbation>(); }

  /// What a linear network says of rows that are their own embedding.
  Scores linear_network(const at::Tensor& features) const {
    return {at::matmul(features, stand_in_head(world_).weight.t()), features};
  }

  /// Of the rows as features of that network. The gradient goes on to the rows where they want one.
  at::Tensor input_score(const InputScore& reader, const at::Tensor& rows) const {
    const at::AutoGradMode gradient(true);
    const at::Tensor features = rows.requires_grad() ? rows : rows.detach().set_requires_grad(true);
    const Scores scores = linear_network(features);
    const at::Tensor score =
        scorer_.call("score()", [&](auto&) { return reader.score(features, scores); });
    return rows.requires_grad() ? score : score.detach();
  }

  /// The rows as features of that network, whose logits lead back to them.
  at::Tensor perturbed(const at::Tensor& rows) {
    const at::AutoGradMode gradient(true);
    const at::Tensor features = rows.detach().clone().set_requires_grad(true);
    const Scores scores = linear_network(features);
    return call(scorer_, "perturb()",
                [&](auto&) { return perturbation()->perturb(features, scores); });
  }

  Handle<OODScorer> scorer_;
  Handle<Component> component_;
  ScoreWorld world_;
};

}  // namespace

std::unique_ptr<Specimen> make_score_specimen(const Subject& subject, const Setting& setting) {
  return std::make_unique<ScoreSpecimen>(subject, setting);
}

}  // namespace zeroth::host

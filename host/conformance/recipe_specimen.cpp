#include "host/conformance/recipe_specimen.h"

#include "host/conformance/recipe_at_work.h"
#include "host/conformance/recipe_pipeline.h"
#include "host/conformance/world.h"

namespace zeroth::host {
namespace {

/// A recipe after the first epoch of its main training: before, nobody asks it for a predictor.
class RecipeSpecimen final : public Specimen {
 public:
  RecipeSpecimen(const Subject& subject, const Setting& setting)
      : work_(subject, setting), component_(work_.component()) {
    work_.train_until(1);
  }

  TensorMap inputs(std::int64_t rows) const override {
    return TensorMap({{"rows", work_.rows(0, rows).clone()}});
  }
  std::map<std::string, std::vector<std::int64_t>> sizes(std::int64_t rows) const override {
    return {{"scores", {rows, WorldSizes::classes}}};
  }
  std::vector<std::string> row_wise() const override { return {"scores"}; }
  std::vector<std::string> differentiable() const override { return {}; }

  NamedTensors saved() const override { return work_.state(); }
  NamedTensors placed() const override { return work_.held(); }
  bool saves_copies() const override { return true; }
  TensorMap learned_from() const override { return work_.world(); }
  void train() override { work_.train_until(kRecipeEpochs); }

 private:
  const Handle<Component>& component() const override { return component_; }

  TensorMap outputs(const TensorMap& in, std::uint64_t) override {
    const auto predictor = watched("predictor()", [&] { return work_.predictor(); });
    const TensorMap said = watched("scores()", [&] { return work_.said(*predictor, in["rows"]); });
    TensorMap out;  // of whichever dtype it likes: larger ones win
    for (const NamedTensor& one : said.all()) out.set(one.name, one.tensor.to(at::kFloat));
    return out;
  }

  mutable RecipeAtWork work_;
  Handle<Component> component_;
};

}  // namespace

std::unique_ptr<Specimen> make_recipe_specimen(const Subject& subject, const Setting& setting) {
  return std::make_unique<RecipeSpecimen>(subject, setting);
}

}  // namespace zeroth::host

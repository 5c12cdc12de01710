#include "host/conformance/classifier_specimen.h"

#include <zeroth/calls.h>

#include "host/conformance/component.h"
#include "host/conformance/lent.h"
#include "host/conformance/world.h"
#include "host/device/device.h"

namespace zeroth::host {
namespace {

/// What a final classifier learned. Rows are float32 where it learns, so in double precision it is
/// restored from what it learned in single.
class FinalClassifierSpecimen final : public Specimen {
 public:
  FinalClassifierSpecimen(const Subject& subject, const Setting& setting)
      : subject_(subject),
        classifier_(make_component<Classifier>(subject, setting.params)),
        component_(classifier_),
        world_(on_device(classifier_world(subject.seed, setting.rows_per_class), setting.device)),
        setting_(setting) {
    train();
  }

  TensorMap inputs(std::int64_t rows) const override {
    return TensorMap({{"features", world_.held_out.narrow(0, 0, rows).to(setting_.dtype).clone()}});
  }
  std::map<std::string, std::vector<std::int64_t>> sizes(std::int64_t rows) const override {
    return {{"scores", {rows, world_.rows.outputs}}};
  }
  std::vector<std::string> row_wise() const override { return {"scores"}; }
  std::vector<std::string> differentiable() const override { return {}; }

  NamedTensors saved() const override {
    return classifier_.call("tensors()", [&](auto&) { return trained_->tensors(); });
  }
  /// By a component that has not learned, as in the process that goes on with a run.
  void restore(const TensorMap& saved) override {
    auto fresh = make_component<Classifier>(subject_, setting_.params);
    trained_ = fresh.call("restored()", [&](auto& c) { return c.restored(saved); });
    if (!trained_) fresh.call("restored()", [](auto&) { throw Error("it gave no classifier"); });
    component_ = classifier_ = std::move(fresh);
  }
  const char* saving() const override { return "tensors()"; }
  bool saves_copies() const override { return true; }

  TensorMap learned_from() const override {
    return TensorMap({{"rows.features", world_.rows.features},
                      {"rows.targets", world_.rows.targets},
                      {"rows.descriptors", world_.rows.descriptors}});
  }

  void train() override {
    const Lent<ClassifierRows> rows(world_.rows);
    trained_ =
        zeroth::train(classifier_, *rows, generator_on(setting_.device, setting_.build_seed));
    if (setting_.dtype != at::kFloat) restore(converted(saved()));
  }

 private:
  const Handle<Component>& component() const override { return component_; }

  TensorMap outputs(const TensorMap& in, std::uint64_t) override {
    return TensorMap({{"scores", call(classifier_, "scores()",
                                      [&](auto&) { return trained_->scores(in["features"]); })}});
  }

  TensorMap converted(const NamedTensors& tensors) const {
    TensorMap all;
    for (const NamedTensor& one : tensors) {
      const bool floats = one.tensor.defined() && one.tensor.is_floating_point();
      all.set(one.name, floats ? one.tensor.to(setting_.dtype) : one.tensor);
    }
    return all;
  }

  Subject subject_;
  Handle<Classifier> classifier_;
  Handle<Component> component_;
  ClassifierWorld world_;
  Setting setting_;
  std::unique_ptr<TrainedClassifier> trained_;
};

}  // namespace

std::unique_ptr<Specimen> make_classifier_specimen(const Subject& subject, const Setting& setting) {
  return std::make_unique<FinalClassifierSpecimen>(subject, setting);
}

}  // namespace zeroth::host

#include "host/conformance/network_specimen.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/plan.h>
#include <zeroth/student.h>
#include <zeroth/teacher.h>

#include "host/conformance/component.h"
#include "host/conformance/lent.h"
#include "host/conformance/moved_parameters.h"
#include "host/device/device.h"
#include "host/train/trainer.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kBatch = 120;  // three batches an epoch
constexpr int kIterations = 12;

/// What all networks share: building, saving, abilities and, where there is one, the schedule.
class NetworkSpecimen : public Specimen {
 public:
  NetworkSpecimen(const Subject& subject, const Setting& setting, Handle<RowNetwork> network)
      : network_(std::move(network)),
        component_(network_),
        data_(
            on_device(training_world(subject.seed, setting.dtype, setting.unseen), setting.device)),
        streams_(setting.build_seed, setting.device) {
    network_.call("build()",
                  [&](auto& n) { n.build(data_.sizes(), random_of(setting.build_seed)); });
    settle(setting.dtype, setting.device);
    prepare();
  }

  TensorMap inputs(std::int64_t rows) const override {
    // Rows of every class: neighbours in the world are of one.
    const at::Tensor chosen =
        at::arange(rows, data_.labels.options()).mul_(61).remainder_(data_.rows());
    const at::Tensor labels = at::index_select(data_.labels, 0, chosen);
    return TensorMap({{"features", at::index_select(data_.samples.features(), 0, chosen)},
                      {"labels", labels},
                      {"positions", at::index_select(data_.positions, 0, chosen)},
                      {"attributes", at::index_select(data_.classes.attributes, 0, labels)}});
  }

  std::map<std::string, std::vector<std::int64_t>> sizes(std::int64_t rows) const override {
    std::map<std::string, std::vector<std::int64_t>> sizes = own_sizes(rows);
    if (auto* embedder = ability<Embedder>()) {
      sizes["embed"] = {rows, network_.call("embedding_size()",
                                            [&](auto&) { return embedder->embedding_size(); })};
    }
    if (ability<ClassifierInput>()) sizes["classifier_input"] = {rows, -1};
    return sizes;
  }

  std::vector<std::string> row_wise() const override {
    std::vector<std::string> names = own_row_wise();
    if (ability<Embedder>()) names.emplace_back("embed");
    if (ability<ClassifierInput>()) names.emplace_back("classifier_input");
    return names;
  }
  std::vector<std::string> differentiable() const override { return {"features"}; }

  bool has_schedule() const override { return ability<Trainable>() != nullptr; }

  std::vector<TrainedPhase> phases() const override {
    if (!ability<Trainable>()) return {};
    const plan::Schedule schedule = declared();
    const NamedTensors all = parameters();
    std::vector<TrainedPhase> phases;
    for (const plan::Phase& phase : schedule.phases) {
      phases.push_back({phase.name, moved_by(schedule, phase, all)});
    }
    return phases;
  }

  void train() override {
    if (!ability<Trainable>()) return learn_anyhow(inputs(kRows), ++steps_);
    Trainer& trainer = this->trainer();
    for (int i = 0; i < kIterations && !trainer.finished(); ++i) trainer.step();
    // Every stage that is left, by as many iterations on every device.
    trainer.rehearse(1, /*watch=*/false);
  }

  std::vector<std::string> training_warnings() override {
    if (!ability<Trainable>()) return {};
    std::vector<std::string> warnings = trainer().warnings();
    const plan::Schedule schedule = declared();
    for (const plan::Stage& stage : schedule.stages) {
      const std::string found = shared_parameter(schedule, stage, parameters());
      if (!found.empty()) warnings.push_back(found);
    }
    return warnings;
  }

 protected:
  /// Outputs of the kind's own functions.
  virtual void use(const TensorMap& in, std::uint64_t seed, TensorMap& out) = 0;
  virtual std::map<std::string, std::vector<std::int64_t>> own_sizes(std::int64_t rows) const = 0;
  virtual std::vector<std::string> own_row_wise() const { return {}; }

  at::Generator noise(std::uint64_t seed) const { return generator_on(data_.device(), seed); }

 private:
  const Handle<Component>& component() const override { return component_; }

  TensorMap outputs(const TensorMap& in, std::uint64_t seed) override {
    TensorMap out;
    use(in, seed, out);
    if (auto* embedder = ability<Embedder>()) {
      out.set("embed",
              call(network_, "embed()", [&](auto&) { return embedder->embed(in["features"]); }));
    }
    if (auto* reader = ability<ClassifierInput>()) {
      out.set("classifier_input", call(network_, "classifier_input()", [&](auto&) {
                return reader->classifier_input(in["features"]);
              }));
    }
    return out;
  }

  at::Tensor phase_loss(const std::string& phase, const TensorMap& in,
                        std::uint64_t seed) override {
    const Lent<Classes> classes(data_.classes);
    const Lent<SeenBatch> batch({Samples(in["features"]),
                                 in["labels"],
                                 in["positions"],
                                 in["attributes"],
                                 *classes,
                                 {2, kIterations, 1, 3}});
    return network_.call(
        "loss()", [&](auto&) { return ability<Trainable>()->loss(phase, *batch, noise(seed)); });
  }

  /// As in a run, where whoever trains it has it look at the rows.
  void prepare() {
    if (!ability<Trainable>()) return;
    if (auto* able = ability<Preparation>()) {
      network_.call("prepare()", [&](auto&) { able->prepare(data_.samples.features()); });
    }
    if (auto* able = ability<ClassPreparation>()) {
      network_.call("prepare()",
                    [&](auto&) { able->prepare(data_.samples.features(), data_.positions); });
    }
  }

  /// Made when it is needed: a schedule that cannot be run is told where it is to run.
  Trainer& trainer() {
    if (trainer_) return *trainer_;
    TrainSettings settings;
    settings.epochs = kIterations;
    settings.batch = kBatch;
    settings.still_phases = true;  // a check of its own says so
    trainer_ = std::make_unique<Trainer>(
        "conformance",
        Handle<Trainable>(network_.place(),
                          std::dynamic_pointer_cast<Trainable>(network_.component())),
        data_, settings, streams_);
    return *trainer_;
  }

  plan::Schedule declared() const {
    return network_.call("schedule()",
                         [&](auto&) { return ability<Trainable>()->schedule().plan(); });
  }

  Handle<RowNetwork> network_;
  Handle<Component> component_;
  TrainingData data_;
  RandomStreams streams_;
  std::unique_ptr<Trainer> trainer_;  // of a Trainable
  std::uint64_t steps_ = 0;           // of what a recipe trains
};

class GeneratorSpecimen final : public NetworkSpecimen {
 public:
  GeneratorSpecimen(const Subject& subject, const Setting& setting, Handle<Generator> generator)
      : NetworkSpecimen(subject, setting, generator), generator_(std::move(generator)) {}

 protected:
  void use(const TensorMap& in, std::uint64_t seed, TensorMap& out) override {
    out.set("sample", call(generator_, "sample()",
                           [&](auto& g) { return g.sample(in["attributes"], noise(seed)); }));
  }
  std::map<std::string, std::vector<std::int64_t>> own_sizes(std::int64_t rows) const override {
    return {{"sample", {rows, WorldSizes::features}}};
  }

 private:
  Handle<Generator> generator_;
};

/// A teacher or a student.
template <class Kind>
class ClassifierSpecimen final : public NetworkSpecimen {
 public:
  ClassifierSpecimen(const Subject& subject, const Setting& setting, Handle<Kind> classifier,
                     std::int64_t classes)
      : NetworkSpecimen(subject, setting, classifier),
        classifier_(std::move(classifier)),
        classes_(classes) {}

 protected:
  void use(const TensorMap& in, std::uint64_t, TensorMap& out) override {
    const Classified said =
        call(classifier_, "classify()", [&](auto& c) { return c.classify(in["features"]); });
    out.set("embedding", said.embedding);
    out.set("logits", said.logits);
  }
  std::map<std::string, std::vector<std::int64_t>> own_sizes(std::int64_t rows) const override {
    return {{"embedding", {rows, -1}}, {"logits", {rows, classes_}}};
  }
  std::vector<std::string> own_row_wise() const override { return {"embedding", "logits"}; }

 private:
  Handle<Kind> classifier_;
  std::int64_t classes_;
};

}  // namespace

std::unique_ptr<Specimen> make_generator_specimen(const Subject& subject, const Setting& setting) {
  return std::make_unique<GeneratorSpecimen>(subject, setting,
                                             make_component<Generator>(subject, setting.params));
}

std::unique_ptr<Specimen> make_teacher_specimen(const Subject& subject, const Setting& setting) {
  return std::make_unique<ClassifierSpecimen<Teacher>>(
      subject, setting, make_component<Teacher>(subject, setting.params), WorldSizes::seen);
}

std::unique_ptr<Specimen> make_student_specimen(const Subject& subject, const Setting& setting) {
  return std::make_unique<ClassifierSpecimen<Student>>(
      subject, setting, make_component<Student>(subject, setting.params), WorldSizes::classes);
}

}  // namespace zeroth::host

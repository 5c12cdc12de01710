#include "host/conformance/network_specimen.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <zeroth/abilities.h>
#include <zeroth/generator.h>
#include <zeroth/plan.h>
#include <zeroth/student.h>
#include <zeroth/teacher.h>

#include "host/device/device.h"
#include "host/engine/placement.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kBatch = 120;  // three batches an epoch
constexpr int kIterations = 12;

/// What all networks share: building, saving, abilities and, where there is one, the schedule.
class NetworkSpecimen : public Specimen {
 public:
  NetworkSpecimen(const Subject& subject, const Setting& setting, Handle<RowNetwork> network)
      : network_(std::move(network)),
        data_(
            on_device(training_world(subject.seed, setting.dtype, setting.unseen), setting.device)),
        streams_(setting.build_seed, setting.device) {
    network_.call("build()",
                  [&](auto& n) { n.build(data_.sizes(), random_of(setting.build_seed)); });
    convert(setting.dtype);
    place_on(setting.device, network_);
    if (ability<Trainable>()) make_trainer();
  }

  TensorMap inputs(std::int64_t rows) const override {
    // Rows of every class: neighbours in the world are of one.
    const at::Tensor chosen =
        at::arange(rows, data_.labels.options()).mul_(61).remainder_(data_.rows());
    const at::Tensor labels = at::index_select(data_.labels, 0, chosen);
    return TensorMap({{"features", at::index_select(data_.features, 0, chosen)},
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
    if (ability<Trainable>() && rows > 0) {
      for (const std::string& phase : phases()) sizes["loss of phase " + phase] = {};
    }
    return sizes;
  }

  std::vector<std::string> row_wise() const override {
    std::vector<std::string> names = own_row_wise();
    if (ability<Embedder>()) names.emplace_back("embed");
    if (ability<ClassifierInput>()) names.emplace_back("classifier_input");
    return names;
  }
  std::vector<std::string> differentiable() const override { return {"features"}; }

  NamedTensors saved() override {
    NamedTensors all = parameters();
    for (NamedTensor& one : network_.call("state()", [](auto& n) { return n.state(); })) {
      all.push_back({"state/" + one.name, std::move(one.tensor)});
    }
    return all;
  }
  NamedTensors parameters() override {
    return network_.call("parameters()", [](auto& n) { return n.parameters(); });
  }

  void train() override {
    if (!trainer_) return;
    for (int i = 0; i < kIterations && !trainer_->finished(); ++i) trainer_->step();
    trainer_->rehearse(1);  // every stage that is left
  }

 protected:
  /// Outputs of the kind's own functions.
  virtual void use(const TensorMap& in, std::uint64_t seed, TensorMap& out) = 0;
  virtual std::map<std::string, std::vector<std::int64_t>> own_sizes(std::int64_t rows) const = 0;
  virtual std::vector<std::string> own_row_wise() const { return {}; }

  at::Generator noise(std::uint64_t seed) const { return generator_on(data_.device(), seed); }

  template <class Ability>
  Ability* ability() const {
    return dynamic_cast<Ability*>(network_.component().get());
  }

 private:
  TensorMap outputs(const TensorMap& in, std::uint64_t seed) override {
    TensorMap out;
    use(in, seed, out);
    if (auto* embedder = ability<Embedder>()) {
      out.set("embed",
              network_.call("embed()", [&](auto&) { return embedder->embed(in["features"]); }));
    }
    if (auto* reader = ability<ClassifierInput>()) {
      out.set("classifier_input", network_.call("classifier_input()", [&](auto&) {
        return reader->classifier_input(in["features"]);
      }));
    }
    if (ability<Trainable>() && in["features"].size(0) > 0) add_losses(in, seed, out);
    return out;
  }

  void convert(at::ScalarType dtype) {
    for (NamedTensor& one : saved()) {
      if (one.tensor.scalar_type() == at::kFloat) one.tensor.set_data(one.tensor.to(dtype));
    }
  }

  /// The trainer lets the component prepare itself, as in a run.
  void make_trainer() {
    TrainSettings settings;
    settings.epochs = kIterations;
    settings.batch = kBatch;
    settings.still_phases = true;  // a check of its own says so
    trainer_ = std::make_unique<Trainer>(
        "conformance",
        Handle<Trainable>(network_.place(),
                          std::dynamic_pointer_cast<Trainable>(network_.component())),
        data_, settings, streams_);
  }

  std::vector<std::string> phases() const {
    std::vector<std::string> names;
    const auto schedule =
        network_.call("schedule()", [&](auto&) { return ability<Trainable>()->schedule().plan(); });
    for (const plan::Phase& phase : schedule.phases) names.push_back(phase.name);
    return names;
  }

  void add_losses(const TensorMap& in, std::uint64_t seed, TensorMap& out) {
    const SeenBatch batch{
        in["features"],        {}, in["labels"], in["positions"], in["attributes"], data_.classes,
        {2, kIterations, 1, 3}};
    for (const std::string& phase : phases()) {
      out.set("loss of phase " + phase, network_.call("loss()", [&](auto&) {
        return ability<Trainable>()->loss(phase, batch, noise(seed));
      }));
    }
  }

  Handle<RowNetwork> network_;
  TrainingData data_;
  RandomStreams streams_;
  std::unique_ptr<Trainer> trainer_;  // of a Trainable
};

class GeneratorSpecimen final : public NetworkSpecimen {
 public:
  GeneratorSpecimen(const Subject& subject, const Setting& setting, Handle<Generator> generator)
      : NetworkSpecimen(subject, setting, generator), generator_(std::move(generator)) {}

 protected:
  void use(const TensorMap& in, std::uint64_t seed, TensorMap& out) override {
    out.set("sample", generator_.call("sample()", [&](auto& g) {
      return g.sample(in["attributes"], noise(seed));
    }));
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
        classifier_.call("classify()", [&](auto& c) { return c.classify(in["features"]); });
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

#include <ATen/TensorOperators.h>
#include <fmt/format.h>
#include <zeroth/calls.h>

#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/component.h"
#include "host/conformance/specimen_factory.h"
#include "host/conformance/world.h"

namespace zeroth::host::checks {
namespace {

/// One component that learns any number of times.
class OneComponent {
 public:
  explicit OneComponent(const Subject& subject)
      : seed_(subject.seed),
        classifier_(make_component<Classifier>(subject, small_parameters(subject))),
        held_out_(classifier_world(seed_).held_out) {}

  std::unique_ptr<TrainedClassifier> learn(std::int64_t rows_per_class) const {
    return train(classifier_, classifier_world(seed_, rows_per_class).rows, random_of(seed_));
  }
  TensorMap says(const TrainedClassifier& trained) const {
    const at::Tensor said = scores(classifier_, trained, held_out_, WorldSizes::seen);
    return TensorMap({{"scores", said.clone()}});
  }

 private:
  std::uint64_t seed_;
  Handle<Classifier> classifier_;
  at::Tensor held_out_;
};

}  // namespace

Verdict train_again(const Subject& subject) {
  constexpr std::int64_t kRowsPerClass = 40, kOthers = 30;
  const OneComponent one(subject);
  const auto first = one.learn(kRowsPerClass);
  const TensorMap before = one.says(*first);
  const auto other = one.learn(kOthers);
  std::string found = difference(before, one.says(*first));
  if (!found.empty()) {
    return failed(found +
                  " of an earlier train() once the component learned from other rows: keep what "
                  "train() learns in what it returns");
  }
  found = difference(before, one.says(*one.learn(kRowsPerClass)));
  if (found.empty()) return passed();
  return failed(found +
                " when the component learns again from the same rows: train() leaves something "
                "behind in it");
}

Verdict learns(const Subject& subject) {
  constexpr double kChance = 1.0 / WorldSizes::seen, kThreeDeviations = 0.1;  // of 120 rows
  const auto specimen = make_specimen(subject);
  const ClassifierWorld world = classifier_world(subject.seed);
  const at::Tensor scores =
      specimen->use(TensorMap({{"features", world.held_out}}), subject.seed)["scores"];
  const double right = scores.argmax(1).eq(world.their_own).to(at::kDouble).mean().item<double>();
  if (right > kChance + kThreeDeviations) return passed();
  return failed(
      fmt::format("of rows that it has not seen {:.3f} get the class that they are of; chance is "
                  "{:.3f}: larger scores mean a likelier class",
                  right, kChance));
}

}  // namespace zeroth::host::checks

#include "host/recipes/embedding.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "host/evaluate/region_images.h"
#include "host/recipes/expert_learner.h"
#include "host/recipes/parts.h"
#include "host/recipes/settings.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kImages = 50;  // in one forward pass outside training

/// Numbers of each image, which are worth keeping; maps of attention would fill the disk.
bool is_row_wise(const at::Tensor& tensor, const RegionBatch& images) {
  return tensor.dim() == 2 && tensor.size(0) == images.regions.size(0);
}

class ExpertPredictor final : public Predictor {
 public:
  ExpertPredictor(const Experts& experts, const ExpertMixture& mixture,
                  std::optional<ExpertGate> gate, const Classes& classes)
      : experts_(experts), mixture_(mixture), gate_(std::move(gate)), classes_(classes) {}

  at::Tensor image_scores(const RegionBatch& images) const override {
    const at::NoGradGuard no_gradient;
    const TensorMap said = experts_.forward(images);
    for (const NamedTensor& one : said.all()) {
      if (is_row_wise(one.tensor, images)) said_[one.name].push_back(one.tensor.cpu());
    }
    const at::Tensor all = mixture_.scores(said);
    return gate_ ? gate_->scores(all, mixture_.detection_scores(said), classes_) : all;
  }

  std::vector<Answer> image_answers(const RegionBatch& images) const override {
    std::vector<Answer> all = experts_.answers(images);
    if (gate_) all.push_back(gate_->answer(mixture_.detection_scores(experts_.forward(images))));
    return all;
  }

  bool oracle_gate() const override { return gate_ && gate_->rule().oracle(); }

  NamedTensors kept() const override {
    NamedTensors all;
    for (const auto& [name, parts] : said_) all.push_back({name, at::cat(parts)});
    return all;
  }

 private:
  const Experts& experts_;
  const ExpertMixture& mixture_;
  std::optional<ExpertGate> gate_;
  const Classes& classes_;
  mutable std::map<std::string, std::vector<at::Tensor>> said_;
};

}  // namespace

Embedding::Embedding(const RecipeInputs& inputs)
    : data_(inputs.data),
      experts_(inputs),
      mixture_(experts_.names(), inputs.pipeline.at("inference"), data_.classes) {
  if (inputs.pipeline.contains("ood")) {
    gate_.emplace(Parts(inputs).make<OODScorer>("ood"), inputs.pipeline.at("gate"));
  }
  trainers_.push_back(std::make_unique<Trainer>("experts",
                                                std::make_shared<ExpertLearner>(experts_, inputs),
                                                data_, train_settings(inputs), inputs.streams));
}

void Embedding::set_threshold(double threshold) {
  if (gate_) gate_->set_threshold(threshold);
}

void Embedding::fit_gate() {
  const at::NoGradGuard no_gradient;
  std::vector<at::Tensor> logits, attributes;
  for (std::int64_t first = 0; first < data_.rows(); first += kImages) {
    const auto count = std::min(kImages, data_.rows() - first);
    const RegionBatch images = read_images(data_.regions, first, count, data_.device());
    const Scores scores = mixture_.detection_scores(experts_.forward(images));
    if (!all_finite(scores.logits) || !all_finite(scores.embedding)) {
      for (const Answer& one : experts_.answers(images)) {
        expect_finite(one, "training image", first);
      }
    }
    logits.push_back(scores.logits);
    attributes.push_back(scores.embedding);
  }
  gate_->fit({at::cat(logits), at::cat(attributes)}, data_.positions);
}

std::unique_ptr<Predictor> Embedding::predictor(std::int64_t) {
  if (gate_) fit_gate();
  return std::make_unique<ExpertPredictor>(experts_, mixture_, gate_, data_.classes);
}

}  // namespace zeroth::host

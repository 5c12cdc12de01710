#include "host/explain/sample.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linear.h>
#include <fmt/format.h>
#include <zeroth/abilities.h>
#include <zeroth/calls.h>
#include <zeroth/finite.h>
#include <zeroth/recipes/expert_mixture.h>

#include <algorithm>
#include <numeric>

#include "host/base/problem.h"
#include "host/explain/attribute_names.h"
#include "host/explain/image_of_row.h"
#include "host/explain/rebuilt_experts.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kClasses = 5;  // how many are shown

std::vector<double> numbers(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kDouble).contiguous();
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

/// The places of the largest values, largest first, the first of equal ones before the others.
std::vector<std::int64_t> largest(const std::vector<double>& values, std::int64_t count) {
  std::vector<std::int64_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return values[static_cast<std::size_t>(a)] > values[static_cast<std::size_t>(b)];
  });
  order.resize(std::min(order.size(), static_cast<std::size_t>(count)));
  return order;
}

/// "0 to 3 of seen classes, then 4 to 9 of unseen ones", for the sides that have images.
std::string sides_text(std::int64_t seen, std::int64_t all) {
  if (seen == 0) return fmt::format("0 to {} of unseen classes", all - 1);
  if (seen == all) return fmt::format("0 to {} of seen classes", all - 1);
  return fmt::format("0 to {} of seen classes, then {} to {} of unseen ones", seen - 1, seen,
                     all - 1);
}

void check_index(const ExplainedRun& run, std::int64_t index) {
  const auto seen = static_cast<std::int64_t>(run.task.test_seen_rows.size());
  const auto all = seen + static_cast<std::int64_t>(run.task.test_unseen_rows.size());
  if (index >= 0 && index < all) return;
  throw Failure(Exit::usage,
                {fmt::format("there is no test image {}", index),
                 run.directory.path().string(),
                 {fmt::format("it has {} test images: {}", all, sides_text(seen, all))},
                 fmt::format("give --sample a number from 0 to {}", all - 1)});
}

/// One look at one image.
class Explanation {
 public:
  Explanation(const ExplainedRun& run, const Composer& composer, const SampleRequest& request)
      : run_(run),
        request_(request),
        names_(read_attribute_names(request.attribute_names, run.data.attributes.columns())),
        rebuilt_(run, composer),
        image_(rebuilt_.image(request.index)),
        said_(all_say()) {
    for (const auto& [name, expert] : rebuilt_.experts()) check_attributes(name, expert);
  }

  Sample sample() {
    Sample sample;
    add_identity(sample);
    add_predictions(sample);
    sample.height = run_.data.regions->height();
    sample.width = run_.data.regions->width();
    for (const auto& [name, expert] : rebuilt_.experts()) {
      sample.experts.push_back(explained(name, expert, sample));
    }
    add_notes(sample);
    return sample;
  }

 private:
  /// By "expert/tensor".
  TensorMap all_say() const {
    TensorMap all;
    for (const auto& [name, expert] : rebuilt_.experts()) {
      const TensorMap said = forward(expert, image_);
      for (const NamedTensor& one : said.all()) {
        expect_finite({expert.place(), "forward()", one.tensor}, "test image", request_.index);
        all.set(name + "/" + one.name, one.tensor);
      }
    }
    return all;
  }

  void check_attributes(const std::string& name, const Handle<Expert>& expert) const {
    if (said_.contains(name + "/attribute_scores")) return;
    throw Failure(Exit::bad_configuration,
                  {fmt::format("the expert \"{}\" cannot be explained", name),
                   expert.place().where,
                   {expert.place().id + " offers no tensor \"attribute_scores\""},
                   "explain a run of experts that score attributes"});
  }

  void add_identity(Sample& sample) const {
    const auto& seen = run_.task.test_seen_rows;
    const auto at = static_cast<std::size_t>(request_.index);
    sample.index = request_.index;
    sample.row = at < seen.size() ? seen[at] : run_.task.test_unseen_rows[at - seen.size()];
    sample.truth = class_of(rebuilt_.label(request_.index));
    const ImageOfRow image = image_of_row(run_.pipeline.at("data"), sample.row, request_.images);
    sample.image_name = image.name;
    sample.image_file = image.file;
    if (!image.missing.empty()) sample.notes.push_back(image.missing);
  }

  ExplainedClass class_of(std::int64_t id) const {
    const auto& seen = run_.task.seen;
    const std::int64_t stored = run_.task.classes[static_cast<std::size_t>(id)];
    const auto& names = run_.data.class_names;
    return {stored, names.empty() ? "" : names[static_cast<std::size_t>(stored)],
            std::binary_search(seen.begin(), seen.end(), id)};
  }

  std::vector<ScoredClass> best(const at::Tensor& scores) const {
    expect_finite({{"the mixture of the experts", "/inference"}, "its scores", scores},
                  "test image", request_.index);
    const std::vector<double> values = numbers(scores);
    std::vector<ScoredClass> best;
    for (const auto id : largest(values, kClasses)) {
      best.push_back({class_of(id), values[static_cast<std::size_t>(id)]});
    }
    return best;
  }

  void add_predictions(Sample& sample) {
    const auto predictor = rebuilt_.recipe().predictor(rebuilt_.record().epochs);
    sample.calibrated = best(predictor->scores(Samples(image_)));
    if (predictor->oracle_gate()) {
      sample.notes.push_back(
          "the run's gate is an oracle: it answers with the best class of the "
          "image's own side, seen or unseen");
    }
    // The attribute scores of the mixture: its class scores before anything is added to them.
    const recipes::ExpertMixture mixture(rebuilt_.shares(), 0.0, rebuilt_.classes());
    const at::Tensor attributes = mixture.detection_scores(said_).embedding;
    sample.raw = best(at::linear(attributes, rebuilt_.classes().attributes));
  }

  ExplainedExpert explained(const std::string& name, const Handle<Expert>& one,
                            const Sample& sample) const {
    ExplainedExpert expert;
    expert.name = name;
    const auto& shares = rebuilt_.shares();
    expert.weight = shares.count(name) > 0 ? shares.at(name) : 0.0;
    const std::vector<double> scores =
        numbers(recipes::for_prediction(said_, name, "attribute_scores"));
    const at::Tensor attention = attention_of(one, expert);
    const float* truth = run_.data.attributes.row(sample.truth.id);
    const float* predicted = run_.data.attributes.row(sample.calibrated.front().of.id);
    for (const auto k : largest(scores, request_.attributes)) {
      const auto at = static_cast<std::size_t>(k);
      ExplainedAttribute shown{
          k, names_.empty() ? "" : names_[at], scores[at], truth[k], predicted[k], {}};
      if (attention.defined()) {
        const at::Tensor map = attention[0][k].contiguous();
        shown.attention.assign(map.data_ptr<float>(), map.data_ptr<float>() + map.numel());
      }
      expert.highest.push_back(std::move(shown));
    }
    return expert;
  }

  /// [1,K,R] float32, or nothing where the expert attends to no regions.
  at::Tensor attention_of(const Handle<Expert>& one, ExplainedExpert& expert) const {
    const auto able = one.ability<Attention>();
    expert.no_attention = "it offers no attention";
    if (!able) return {};
    try {
      const at::Tensor attention =
          one.call("attention()", [&](auto&) { return able->attention(image_); });
      expect_shape(attention, {1, run_.data.attributes.columns(), run_.data.regions->regions()},
                   one.place(), "attention()");
      expert.no_attention = "its attention is not finite";
      if (!all_finite(attention)) return {};
      expert.no_attention.clear();
      return attention.to(at::kFloat);
    } catch (const Failure& failure) {  // an expert over a backbone that attends to no regions
      expert.no_attention = failure.problems().front().why.front();
      return {};
    }
  }

  void add_notes(Sample& sample) {
    const RunRecord& record = rebuilt_.record();
    if (!rebuilt_.recipe().finished()) {
      sample.notes.push_back("the run has not ended: these are the experts of its last checkpoint");
    } else if (record.best_epoch > 0 && record.best_epoch != record.epochs) {
      sample.notes.push_back(fmt::format(
          "the run reports epoch {}, these are the experts of epoch {}, its last checkpoint",
          record.best_epoch, record.epochs));
    }
    sample.notes.emplace_back(
        "this shows a test image: what is chosen by it has looked at the test set");
  }

  const ExplainedRun& run_;
  const SampleRequest& request_;
  std::vector<std::string> names_;
  RebuiltExperts rebuilt_;
  RegionBatch image_;
  TensorMap said_;
};

Json to_json(const ExplainedClass& one) {
  Json json = {{"class", one.id}, {"seen", one.seen}};
  if (!one.name.empty()) json["name"] = one.name;
  return json;
}

Json to_json(const std::vector<ScoredClass>& classes) {
  Json all = Json::array();
  for (const ScoredClass& one : classes) {
    all.push_back(to_json(one.of));
    all.back()["score"] = one.score;
  }
  return all;
}

Json to_json(const ExplainedExpert& expert) {
  Json json = {{"name", expert.name}, {"weight", expert.weight}, {"attributes", Json::array()}};
  if (!expert.no_attention.empty()) json["no_attention"] = expert.no_attention;
  for (const ExplainedAttribute& one : expert.highest) {
    Json shown = {{"attribute", one.attribute},
                  {"score", one.score},
                  {"true_class", one.truth},
                  {"predicted_class", one.predicted}};
    if (!one.name.empty()) shown["name"] = one.name;
    if (!one.attention.empty()) shown["attention"] = one.attention;
    json["attributes"].push_back(shown);
  }
  return json;
}

}  // namespace

Sample explain_sample(const ExplainedRun& run, const Composer& composer,
                      const SampleRequest& request) {
  check_index(run, request.index);
  const at::NoGradGuard no_gradient;
  return Explanation(run, composer, request).sample();
}

Json to_json(const Sample& sample) {
  Json experts = Json::array();
  for (const ExplainedExpert& one : sample.experts) experts.push_back(to_json(one));
  return {{"sample", sample.index},
          {"row", sample.row},
          {"image_name", sample.image_name},
          {"image_file", sample.image_file},
          {"truth", to_json(sample.truth)},
          {"calibrated", to_json(sample.calibrated)},
          {"raw", to_json(sample.raw)},
          {"height", sample.height},
          {"width", sample.width},
          {"experts", experts},
          {"notes", sample.notes}};
}

}  // namespace zeroth::host

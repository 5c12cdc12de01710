#include "host/reuse/evaluate_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/quantile.h>
#include <fmt/format.h>
#include <zeroth/row_chunks.h>

#include <memory>
#include <optional>
#include <utility>

#include "host/base/interrupt.h"
#include "host/base/problem.h"
#include "host/evaluate/evaluator.h"
#include "host/model/loaded_model.h"
#include "host/precision/run_precision.h"
#include "host/reuse/evaluation_log.h"
#include "host/reuse/model_data.h"
#include "host/reuse/model_rows.h"
#include "host/run/figures.h"

namespace zeroth::host {
namespace {

class Evaluating {
 public:
  Evaluating(const EvaluationRequest& request, Progress& progress)
      : request_(request),
        progress_(progress),
        composer_(request.plugins, {}),
        file_(read_model(request.model)),
        precision_(file_.card.at("pipeline"), request.device, progress) {}

  Json run() {
    read_rows();
    load();
    const ScoredRows scored = Evaluator(rows_.test, request_.device).look(model_->predictor());
    const Json told = report(scored);
    Json document = {{"model", request_.model}};
    merge_into(document, told);
    const LookCount looks = record_evaluation(request_.model, told);
    document["looks"] = {{"at_these_rows", looks.at_these_rows}, {"of_its_run", looks.of_its_run}};
    return document;
  }

 private:
  void read_rows() {
    const ModelData found = data_for(file_.card, request_.data, composer_, progress_);
    const bool by_name = classes_have_names(file_.card, found.data);
    data_ = {{"name", found.data.name},
             {"hash", found.hash},
             {"own", found.is_own},
             {"classes_by", by_name ? "names" : "numbers"}};
    if (!by_name && !found.is_own) {
      progress_.warning(
          fmt::format("the {} has no names of classes: those of the same number, counted from 0, "
                      "are taken for the same class",
                      found.data.class_names.empty() ? "data set" : "model"));
    }
    if (!found.is_own) warn_of_treatment(found);
    rows_ = rows_for(file_, found.data, found.task);
    if (!found.is_own) warn_of_split();
  }

  /// Of a model whose data set another reader treated: both are wanted, each by those who know it.
  void warn_of_treatment(const ModelData& found) const {
    if (found.treated_by.empty()) return;
    std::string text = fmt::format(
        "the model learned from what {} made of its data, and these are read as they are",
        found.treated_by);
    if (!found.treat_alike.empty()) {
      text += "; to have them treated alike, leave --data out and say " + found.treat_alike;
    }
    progress_.warning(text);
  }

  void warn_of_split() const {
    if (rows_.seen_as_unseen.empty()) return;
    progress_.warning(fmt::format(
        "the data set tests {} of the model's seen classes as unseen, such as {}: if these are "
        "the images that it learned from, it is tested on training rows",
        rows_.seen_as_unseen.size(), rows_.seen_as_unseen.front()));
  }

  void load() {
    if (request_.changed.empty()) {
      model_ = std::make_unique<LoadedModel>(file_, composer_, request_.device);
      return;
    }
    if (rows_.training.rows() == 0) {
      throw Failure(Exit::bad_data,
                    {"there is no training row to fit the changed parts to",
                     data_.at("name").get<std::string>(),
                     {"the data set has none of the model's seen classes"},
                     "leave --set out, or evaluate on a data set with training rows"});
    }
    ModelFile changed = file_;
    changed.card["pipeline"] = request_.pipeline;
    model_ = std::make_unique<LoadedModel>(std::move(changed), composer_, rows_.training,
                                           Differing{request_.changed, {}}, 0, request_.device);
    if (request_.calibration.rule == "none" && model_->has_threshold()) {
      progress_.warning(
          "the threshold is that of the score that the model was made with; --calibration "
          "chooses one for the scores as they are now");
    }
  }

  /// How far the seen classes are ahead in that share of the training rows.
  double lead_in_training(double share) const {
    const StoredSamples& samples = rows_.training.samples;
    if (samples.count() == 0) {
      throw Failure(Exit::bad_data, {"there is no training row to calibrate by",
                                     data_.at("name").get<std::string>(),
                                     {"the data set has none of the model's seen classes"},
                                     "give a number: --calibration 0.3"});
    }
    const Classes& classes = rows_.training.classes;
    const at::Tensor lead =
        in_chunks(samples.count(), samples.at_once(), [&](std::int64_t first, std::int64_t count) {
          return lead_of_seen(model_->scores(samples.read(first, count, at::kCPU)), classes.seen,
                              classes.unseen)
              .unsqueeze(1);
        });
    return at::quantile(lead, share).item<double>();
  }

  Json report(const ScoredRows& scored) const {
    const Calibration& wanted = request_.calibration;
    Json calibration = {{"rule", wanted.rule}};
    ScoredRows rows = scored;
    const bool by_training = wanted.rule == "seen-quantile";
    if (by_training || wanted.rule == "fixed") {
      const double gamma = by_training ? lead_in_training(wanted.number) : wanted.number;
      calibration["gamma"] = gamma;
      rows = calibrated(rows, gamma);
    }
    if (by_training) calibration["share"] = wanted.number;
    Evaluation evaluation = evaluate(rows);
    const bool tuned = wanted.rule == "best" && evaluation.has_both();
    if (tuned) {
      calibration["gamma"] = evaluation.curve.best_threshold;
      evaluation = evaluation.at_best_threshold();
    }
    Json document = {{"name", file_.card.at("name")},
                     {"tensors", file_.card.at("tensors")},
                     {"data", data_},
                     {"rows", rows.labels.size(0)},
                     {"seen", rows.seen.size(0)},
                     {"unseen", rows.unseen.size(0)},
                     {"set", request_.sets},
                     {"calibration", calibration},
                     {"metrics", figures(evaluation)},
                     {"gate", evaluation.has_both() ? figures(evaluation.gate) : Json()}};
    // An amended model's are of the rows that it shares with the one before, and of no run.
    const bool has_figures =
        !file_.card.at("figures").is_null() && file_.card.value("amended", Json::array()).empty();
    if (data_.at("own").get<bool>() && has_figures) document["reported"] = file_.card.at("figures");
    return document;
  }

  const EvaluationRequest& request_;
  Progress& progress_;
  Composer composer_;
  ModelFile file_;
  RunPrecision precision_;  ///< as its run computed
  std::unique_ptr<LoadedModel> model_;
  Json data_;
  ModelRows rows_;
};

}  // namespace

EvaluationRequest parse_evaluation_request(const Json& document) {
  const Json& options = document.at("options");
  EvaluationRequest request;
  request.model = options.at("model").get<std::string>();
  request.plugins = document.at("plugins").get<std::map<std::string, std::string>>();
  request.pipeline = options.at("pipeline");
  request.sets = options.at("sets").get<std::vector<std::string>>();
  request.changed = options.at("changed").get<std::set<std::string>>();
  request.data = {options.at("data"), options.at("place").get<std::string>()};
  request.calibration = parse_calibration(options.at("calibration").get<std::string>());
  return request;
}

Json evaluate_model(const EvaluationRequest& request, Progress& progress) {
  const InterruptGuard guard;
  return Evaluating(request, progress).run();
}

}  // namespace zeroth::host

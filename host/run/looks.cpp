#include "host/run/looks.h"

#include <optional>
#include <utility>

#include "host/data/content_hash.h"
#include "host/run/figures.h"
#include "host/run/predictions_file.h"
#include "host/run/rank_talk.h"
#include "host/run/result.h"
#include "host/run/run_model.h"
#include "host/run/shared_look.h"
#include "host/run/shared_rows.h"

namespace zeroth::host {
namespace {

std::filesystem::path scores_of(const RunFiles& files) {
  return files.directory().path() / "scores.safetensors";
}

bool has_scores_of(const RunFiles& files, const Look& look) {
  return files.directory().has("scores.safetensors") && file_hash(scores_of(files)) == look.scores;
}

std::optional<Look> known_look(RunFiles& files, std::int64_t epoch, const LookSettings& settings) {
  const std::optional<Look> look = files.looks().find(files.record().part, epoch);
  if (!look || look->environment != files.environment()) return std::nullopt;
  // Where there are several looks, the scores are those of the best and are checked at the end.
  const bool needs_scores = settings.is_only_look && settings.keeps_scores;
  if (needs_scores && !has_scores_of(files, *look)) return std::nullopt;
  if (needs_scores && !lost_model(files.directory().path(), *look).empty()) return std::nullopt;
  return look;
}

Json to_json(const Optimum& figures) {
  return {{"U", figures.U}, {"S", figures.S}, {"H", figures.H}};
}

Json optimum_of(const LoadedDataSet& data) {
  Json optimum = to_json(*data.optimum);
  const Optimum errors = data.optimum_errors.value_or(Optimum());
  // All 0 are those of an exact one, which a reader around another reader cannot know.
  if (errors.U > 0 || errors.S > 0 || errors.H > 0) optimum["standard_error"] = to_json(errors);
  return optimum;
}

Json facts_of(const LoadedDataSet& data, const Task& task, std::int64_t epoch,
              const LookSettings& settings) {
  Json facts = settings.facts;
  facts["problem"] = settings.selecting ? "validation" : "test";
  facts["epoch"] = epoch;
  if (!data.class_names.empty()) {
    facts["class_names"] = Json::array();
    for (const auto id : task.classes) {
      facts["class_names"].push_back(data.class_names[static_cast<std::size_t>(id)]);
    }
  }
  if (!data.warnings.empty()) facts["warnings"] = data.warnings;
  if (data.optimum && !settings.selecting) facts["optimum"] = optimum_of(data);
  return facts;
}

/// Only the scores of the best epoch are kept.
bool is_best(const RunRecord& record, const Look& look) {
  return choosing_figure(look.figures) > record.best;
}

Look new_look(RunFiles& files, const LoadedDataSet& data, RunPart& part, std::int64_t epoch,
              const LookSettings& settings) {
  RunningRecipe& recipe = part.session->recipe();
  const Evaluator& evaluator = part.session->evaluator();
  const bool shared = is_shared(settings.ranks, evaluator);
  if (shared) {
    give_order(*settings.ranks, {RankOrder::Kind::look, {}, epoch, settings.kept});
  }
  const SharedRows sharing(shared ? nullptr : settings.ranks, part.session->made());
  const std::unique_ptr<Predictor> predictor = recipe.predictor(epoch);
  sharing.expect_finished();
  Looked looked = shared ? look_together(*settings.ranks, evaluator, *predictor, settings.kept)
                         : Looked{evaluator.look(*predictor, settings.kept), {}};
  ScoreFile scores;
  scores.rows = std::move(looked.rows);
  const Evaluation evaluation = evaluate(scores.rows);
  Look look = described(evaluation, settings.selecting && recipe.chooses_threshold());
  look.problem = settings.selecting ? "validation" : "test";
  look.part = files.record().part;
  look.epoch = epoch;
  look.environment = files.environment();
  if (!settings.selecting && files.record().threshold) look.threshold = *files.record().threshold;
  // The scores come first: a look that is in the chain has everything that it said on the disk.
  if (settings.keeps_scores && is_best(files.record(), look)) {
    scores.predictions = evaluation.predictions;
    scores.numbers = evaluator.data().rows;
    scores.classes = part.task.classes;
    scores.experts = shared ? std::move(looked.experts) : predictor->kept();
    scores.facts = facts_of(data, part.task, epoch, settings);
    look.scores = write_score_file(scores_of(files), scores);
    if (!settings.selecting) {
      write_predictions(files.directory().path() / "predictions.npy", scores);
      look.model = leave_model({files, data, part, settings.composer, settings.progress},
                               *predictor, look, scores.rows);
    }
  }
  look.metrics = files.metrics().hash_with(metrics_line(look, recipe.iterations_in_all()));
  files.append_look(look);
  return look;
}

}  // namespace

Look look_at(RunFiles& files, const LoadedDataSet& data, RunPart& part, std::int64_t epoch,
             const LookSettings& settings) {
  const std::optional<Look> known = known_look(files, epoch, settings);
  return known ? *known : new_look(files, data, part, epoch, settings);
}

}  // namespace zeroth::host

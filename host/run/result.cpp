#include "host/run/result.h"

#include <map>

#include "host/base/problem.h"
#include "host/run/figures.h"
#include "host/run/problem_task.h"

namespace zeroth::host {
namespace {

constexpr int kResultVersion = 2;

double chosen_by(const Look& look) { return choosing_figure(look.figures); }

}  // namespace

std::string part_of_result(const Json& pipeline) {
  const bool validation = pipeline.at("evaluate").at("protocol") == "validation";
  return validation ? "selection" : "final";
}

std::optional<Look> best_look(const LookChain& chain, const std::string& part) {
  std::map<std::int64_t, Look> last;
  for (const Look& look : chain.looks()) {
    if (look.part == part) last[look.epoch] = look;
  }
  std::optional<Look> best;
  for (const auto& [epoch, look] : last) {
    if (!best || chosen_by(look) > chosen_by(*best)) best = look;
  }
  return best;
}

Look described(const Evaluation& evaluation, bool tuned) {
  Look look;
  look.figures = figures(tuned ? evaluation.at_best_threshold() : evaluation);
  if (evaluation.has_both()) look.gate = figures(evaluation.gate);
  if (tuned) look.threshold = evaluation.curve.best_threshold;
  return look;
}

Json metrics_line(const Look& look) {
  return {{"part", look.part}, {"epoch", look.epoch}, {"evaluation", look.figures}};
}

Json metrics_line(const Look& look, std::int64_t step) {
  return {{"part", look.part}, {"epoch", look.epoch}, {"step", step}, {"evaluation", look.figures}};
}

Json selection_document(const LookChain& chain) {
  const auto best = best_look(chain, "selection");
  if (!best)
    throw Failure(Exit::internal, {"a choice without a look", "", {}, "please report this"});
  Json selection = {{"epoch", best->epoch}, {"validation", best->figures}};
  if (!best->threshold.is_null()) selection["threshold"] = best->threshold;
  return selection;
}

Json result_document(const Json& pipeline, const LookChain& chain, const ScoreFile& scores) {
  const auto best = best_look(chain, part_of_result(pipeline));
  if (!best)
    throw Failure(Exit::internal, {"a result without a look", "", {}, "please report this"});
  Json document = {{"schema_version", kResultVersion},
                   {"pipeline", pipeline.at("name")},
                   {"protocol", pipeline.at("evaluate").at("protocol")},
                   {"setting", setting_name(pipeline)},
                   {"test_looks", chain.test_looks()},
                   {"looks", chain.mark().to_json()},
                   {"epoch", best->epoch},
                   {"seed", pipeline.at("seed")},
                   {"precision", scores.facts.at("precision")},
                   {"device", scores.facts.at("device")},
                   {"metrics", best->figures},
                   {"gate", best->gate}};
  if (scores.facts.contains("warnings")) document["warnings"] = scores.facts.at("warnings");
  if (!best->threshold.is_null()) document["threshold"] = best->threshold;
  if (best->problem != "test") return document;  // what follows is about the test problem
  if (scores.facts.contains("optimum")) document["optimum"] = scores.facts.at("optimum");
  const Json& published = pipeline.at("published");
  const bool is_comparable = published.value("setting", "inductive") == document["setting"];
  if (!published.empty() && is_comparable) document["published"] = published;
  return document;
}

}  // namespace zeroth::host

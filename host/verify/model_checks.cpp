#include "host/verify/model_checks.h"

#include <fmt/format.h>

#include "host/bundle/bundle_manifest.h"
#include "host/data/content_hash.h"
#include "host/record/model_card.h"

namespace zeroth::host {
namespace {

/// What the card says that is not so of this run; empty: nothing.
std::string wrong_card(const RecordedRun& run, const Json& card) {
  if (card.at("tensors") != run.best->model)
    return fmt::format("it is another model than the look after epoch {} left", run.best->epoch);
  if (run.identity && card.at("run") != run.identity->hash())
    return "model.json is of another run: its pipeline, data or plugins are others";
  if (card.at("scores") != run.best->scores)
    return "model.json names other scores than the look wrote";
  if (card.at("figures") != run.best->figures) {
    return fmt::format("model.json says figures {}, and the look said {}",
                       card.at("figures").dump(), run.best->figures.dump());
  }
  if (card.at("epoch") != run.best->epoch) {
    return fmt::format("model.json is of epoch {}, and the look of epoch {}",
                       card.at("epoch").dump(), run.best->epoch);
  }
  if (run.identity && card.at("data") != run.identity->data)
    return "model.json names other data than env.json";
  return "";
}

/// There is none where a gate is an oracle, and of protocol `validation`.
void check_absence(const RecordedRun& run, RunChecks& checks) {
  if (run.has(kModelCard)) {
    checks.differs("model", "there is a model, and the run says that it left none");
  } else {
    checks.unchecked("model",
                     "the run left none: its gate is an oracle, its protocol "
                     "\"validation\", or a component does not say all that it learned");
  }
}

}  // namespace

bool check_model(const RecordedRun& run, RunChecks& checks) {
  if (!run.best) return false;
  bool can_be_asked = false;
  checks.attempt("model", [&] {
    if (run.best->model.empty()) return check_absence(run, checks);
    const Json card = read_model_card(run.directory);
    const std::string why = wrong_card(run, card);
    if (!why.empty()) return checks.differs("model", why);
    if (run.is_bundle && !run.has(kWeights)) {
      return checks.unchecked("model",
                              "model.json is of this run; its weights are not in the "
                              "bundle");
    }
    if (!run.has(kWeights)) return checks.differs("model", "model.safetensors is missing");
    if (file_hash(run.directory / kWeights) != run.best->model) {
      return checks.differs("model",
                            "model.safetensors is not the file that model.json belongs to");
    }
    can_be_asked = true;
    checks.ok("model", fmt::format("the one that the look after epoch {} left", run.best->epoch));
  });
  return can_be_asked;
}

}  // namespace zeroth::host

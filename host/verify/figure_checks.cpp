#include "host/verify/figure_checks.h"

#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/json_difference.h"
#include "host/bundle/bundle_manifest.h"
#include "host/data/content_hash.h"
#include "host/run/figures.h"
#include "host/run/predictions_file.h"
#include "host/run/result.h"

namespace zeroth::host {
namespace {

/// How far a document is from what was computed.
enum class Likeness { same, rounded, other };

/// Sums of another processor end in other bits: no figure of a hundred digits means more.
bool is_rounding(const Json& change, const Json& is) {
  constexpr double kRounding = 1e-10;
  if (change.at("op") != "replace" || !change.at("value").is_number()) return false;
  const Json& now = is.at(Json::json_pointer(change.at("path").get<std::string>()));
  return now.is_number() &&
         std::abs(now.get<double>() - change.at("value").get<double>()) <= kRounding;
}

Likeness likeness(const Json& said, const Json& is) {
  const Json patch = Json::diff(is, said);
  if (patch.empty()) return Likeness::same;
  const bool all = std::all_of(patch.begin(), patch.end(),
                               [&](const Json& change) { return is_rounding(change, is); });
  return all ? Likeness::rounded : Likeness::other;
}

class FigureChecks {
 public:
  FigureChecks(const RecordedRun& run, bool is_same_place, RunChecks& checks)
      : run_(run), is_same_place_(is_same_place), checks_(checks) {}

  void check() {
    const bool tuned = run_.best->part == "selection" && !run_.best->threshold.is_null();
    again_ = described(*run_.evaluation, tuned);
    check_file();
    compare("figures", "U S H T1 AUSUC", "metrics", run_.best->figures, again_.figures);
    compare("gate", "figures of the gate", "gate", run_.best->gate, again_.gate);
    check_result();
    check_predictions();
  }

 private:
  /// The file of scores is the one that the look wrote.
  void check_file() {
    if (!run_.has_all_scores) {
      return checks_.unchecked(kAllScores,
                               "the bundle holds of each row the best seen and the best "
                               "unseen score, which all figures come from; the file that "
                               "the look wrote is not among it");
    }
    if (run_.rewritten.count(kAllScores) > 0) {
      return checks_.unchecked(kAllScores, "paths were taken out of the bundle's copy");
    }
    if (file_hash(run_.directory / kAllScores) != run_.best->scores) {
      return checks_.differs(kAllScores,
                             fmt::format("it is not the file that the look after epoch {} "
                                         "wrote",
                                         run_.best->epoch));
    }
    checks_.ok(kAllScores,
               fmt::format("the file that the look after epoch {} wrote", run_.best->epoch));
  }

  bool passes(Likeness how) const {
    return how == Likeness::same || (how == Likeness::rounded && !is_same_place_);
  }

  /// Figures that looks.jsonl and result.json tell, and what they are.
  void compare(const char* name, const char* what, const char* member, const Json& look,
               const Json& is) {
    const auto of_look = likeness(look, is);
    if (!passes(of_look)) return report(name, "the look in looks.jsonl", look, is);
    Likeness of_result = Likeness::same;
    if (run_.result) {
      const Json& said = run_.result->at(member);
      of_result = likeness(said, is);
      if (!passes(of_result)) return report(name, "result.json", said, is);
    }
    const bool same = of_look == Likeness::same && of_result == Likeness::same;
    checks_.ok(name, fmt::format("{}, computed again from the scores: {}", what,
                                 same ? "the same to the last bit"
                                      : "the same but for the rounding of another processor"));
  }

  void report(const char* name, const char* document, const Json& said, const Json& is) {
    const JsonDifference other = first_json_difference(said, is);
    if (other.pointer.empty()) {
      return checks_.differs(name, fmt::format("{} does not say them as they are", document));
    }
    checks_.differs(name, fmt::format("{} says {} of {}, and the scores give {}", document,
                                      other.said.dump(), other.pointer, other.is.dump()));
  }

  /// All that result.json says beside the figures.
  void check_result() {
    if (!run_.result) return;
    Json is = result_document(*run_.pipeline, *run_.looks, *run_.scores), said = *run_.result;
    for (const char* figures : {"metrics", "gate"}) {
      if (said.contains(figures)) is[figures] = said.at(figures);
    }
    if (said == is) return checks_.ok("result.json", "follows from pipeline, looks and scores");
    const JsonDifference other = first_json_difference(said, is);
    checks_.differs("result.json",
                    fmt::format("it says {} of {}, and pipeline, looks and scores say {}",
                                other.said.dump(), other.pointer, other.is.dump()));
  }

  void check_predictions() {
    const at::Tensor& stored = run_.scores->predictions;
    const auto others = (stored != run_.evaluation->predictions).sum().item<std::int64_t>();
    if (others > 0) {
      return checks_.differs("predictions",
                             fmt::format("{} of {} stored predictions are not those of the scores",
                                         others, stored.numel()));
    }
    const bool has_file = run_.scores->facts.at("problem") == "test";
    if (has_file && !holds_predictions(run_.directory / "predictions.npy", *run_.scores)) {
      return checks_.differs("predictions",
                             "predictions.npy does not say the labels and predictions of the "
                             "scores, or is missing");
    }
    checks_.ok("predictions",
               fmt::format("{} of {} follow from the scores{}", stored.numel(), stored.numel(),
                           has_file ? ", and predictions.npy says them" : ""));
  }

  const RecordedRun& run_;
  bool is_same_place_;
  RunChecks& checks_;
  Look again_;
};

}  // namespace

void check_figures(const RecordedRun& run, bool is_same_place, RunChecks& checks) {
  if (!run.evaluation || !run.best || !run.pipeline) return;
  checks.attempt("figures", [&] { FigureChecks(run, is_same_place, checks).check(); });
}

}  // namespace zeroth::host

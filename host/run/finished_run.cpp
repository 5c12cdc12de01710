#include "host/run/finished_run.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "host/base/json_difference.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/record/metrics_log.h"
#include "host/record/refused_file.h"
#include "host/record/sealed_json.h"
#include "host/run/figures.h"
#include "host/run/predictions_file.h"
#include "host/run/result.h"
#include "host/run/run_model.h"
#include "host/run/score_file.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMissing = "the file is missing";
constexpr const char* kResultFile = "result.json";
constexpr const char* kScoreFile = "scores.safetensors";
constexpr const char* kPredictionFile = "predictions.npy";

[[noreturn]] void others(const fs::path& file, const std::string& why) {
  refuse_file("this is not what the run wrote", file, why);
}

/// result.json, or nothing when there is none that can be read.
std::optional<Json> stored_result(const RunDirectory& directory, Progress& progress) {
  if (!directory.has(kResultFile)) return std::nullopt;
  try {
    Json document = read_json_file(directory.path() / kResultFile);
    if (document.is_object()) return document;
  } catch (const Failure&) {
  }
  progress.message(fmt::format("warning: {} is damaged; it is made anew",
                               (directory.path() / kResultFile).string()));
  return std::nullopt;
}

/// What the result remembers of the chain of looks; nothing where that was changed beyond reading.
ChainMark mark_of(const Json& stored) {
  try {
    return ChainMark::from_json(stored.at("looks"));
  } catch (const Json::exception&) {
    return {};
  }
}

void check_metrics(const RunDirectory& directory, const Look& last) {
  const fs::path file = directory.path() / "metrics.jsonl";
  std::error_code error;
  const auto size = fs::file_size(file, error);
  MetricsLog(file).cut_back_to({error ? 0 : size, last.metrics});
}

/// The scores that the best look wrote, with its figures computed anew.
ScoreFile checked_scores(const RunDirectory& directory, const Look& best) {
  const fs::path file = directory.path() / kScoreFile;
  if (!directory.has(kScoreFile)) others(file, kMissing);
  if (file_hash(file) != best.scores) others(file, "its checksum is another");
  ScoreFile scores = read_score_file(file);
  const bool tuned = best.part == "selection" && !best.threshold.is_null();
  const Look again = described(evaluate(scores.rows), tuned);
  if (again.figures != best.figures || again.gate != best.gate) {
    others(file, fmt::format("its scores say {}, and the look said {}", figures_text(again.figures),
                             figures_text(best.figures)));
  }
  return scores;
}

/// The first thing that the document says otherwise: "H 99.0, and is 32.6".
std::string first_difference(const Json& said, const Json& is) {
  if (!said.is_object()) return "";
  const JsonDifference difference = first_json_difference(said, is);
  if (difference.pointer.empty()) return "";
  const auto text = [](const Json& value, const char* none) {
    return value.is_null() ? none : value.dump();
  };
  return fmt::format("{} was {} and is {}", difference.pointer, text(difference.said, "missing"),
                     text(difference.is, "nothing"));
}

/// Writes a document that follows from the scores anew where the file says something else.
void restore_document(const RunFiles& files, const char* name, const Json& document,
                      Progress& progress) {
  const fs::path file = files.directory().path() / name;
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (text == document_text(document)) return;
  const Json said = parse_json_record(text).value_or(Json());
  const std::string difference = first_difference(said, document);
  progress.message(fmt::format("warning: {} was changed{}; it is written anew from the scores",
                               file.string(), difference.empty() ? "" : ": " + difference));
  files.write(name, document);
}

}  // namespace

ScoreFile best_scores(const RunFiles& files, const Json& pipeline) {
  const auto best = best_look(files.looks(), part_of_result(pipeline));
  const fs::path directory = files.directory().path();
  if (!best) others(directory / "looks.jsonl", "the run has no look");
  const std::string lost = lost_model(directory, *best);
  if (!lost.empty()) others(directory / "model.json", lost);
  return checked_scores(files.directory(), *best);
}

std::optional<Json> finished_result(const RunFiles& files, const Json& pipeline,
                                    Progress& progress) {
  const RunDirectory& directory = files.directory();
  const std::optional<Json> stored = stored_result(directory, progress);
  if (!stored) return std::nullopt;
  if (!fs::exists(directory.checkpoint())) others(directory.checkpoint(), kMissing);
  files.looks().expect(mark_of(*stored));
  const ScoreFile scores = best_scores(files, pipeline);
  check_metrics(directory, files.looks().looks().back());
  if (pipeline.at("evaluate").at("protocol") == "strict-val") {
    restore_document(files, "selection.json", selection_document(files.looks()), progress);
  }
  const Json document = result_document(pipeline, files.looks(), scores);
  restore_document(files, kResultFile, document, progress);
  const std::filesystem::path predictions = directory.path() / kPredictionFile;
  if (scores.facts.at("problem") == "test" && !holds_predictions(predictions, scores)) {
    write_predictions(predictions, scores);
    progress.message(fmt::format("warning: {} was changed or missing; it is written anew",
                                 predictions.string()));
  }
  return document;
}

}  // namespace zeroth::host

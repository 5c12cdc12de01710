#include "host/verify/compare_runs.h"

#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/base/columns.h"
#include "host/base/json_difference.h"
#include "host/bundle/bundle_manifest.h"
#include "host/data/content_hash.h"
#include "host/record/metrics_log.h"
#include "host/record/run_identity.h"
#include "host/record/sealed_json.h"
#include "host/run/figures.h"
#include "host/run/score_file.h"
#include "host/verify/machine_checks.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

/// Whether both have the same bytes; null where neither has the file.
Json same_file(const fs::path& then, const fs::path& now, const char* name) {
  const bool was = fs::exists(then / name), is = fs::exists(now / name);
  if (!was && !is) return nullptr;
  return was && is && file_hash(then / name) == file_hash(now / name);
}

/// "losses.critic" of "/losses/critic".
std::string column_of(const std::string& pointer) {
  std::string column = pointer.empty() ? "line" : pointer.substr(1);
  std::replace(column.begin(), column.end(), '/', '.');
  return column;
}

/// The first line where two metrics files differ, and what of it; null: none.
Json parting_of(const std::vector<MetricsLine>& then, const std::vector<MetricsLine>& now) {
  for (std::size_t i = 0; i < std::max(then.size(), now.size()); ++i) {
    const Json was = i < then.size() ? then[i].content : Json::object();
    const Json is = i < now.size() ? now[i].content : Json::object();
    if (was == is) continue;
    const JsonDifference difference = first_json_difference(was, is);
    const Json& place = was.empty() ? is : was;
    return {{"part", place.value("part", "")},  {"stage", place.value("stage", "")},
            {"epoch", place.value("epoch", 0)}, {"column", column_of(difference.pointer)},
            {"then", difference.said},          {"now", difference.is}};
  }
  return nullptr;
}

/// Where the chain of looks ends depends on the environment, too.
Json result_of(const fs::path& run) {
  return without(read_json_file(run / "result.json"), "looks");
}

const char* verdict_of(const Json& comparison, bool same_figures) {
  if (!same_figures) return "other figures";
  for (const char* part : {"result", "scores", "model", "metrics"}) {
    if (comparison.at(part) == false) return "same figures, other bits";
  }
  return "same bits";
}

std::string line_of(const char* name, const Json& same) {
  const char* says = same.is_null() ? "neither run has one"
                     : same == true ? "same bits"
                                    : "other bits";
  return fmt::format("  {:<12}{}\n", name, says);
}

std::string parting_text(const Json& parting) {
  const auto stage = parting.at("stage").get<std::string>();
  return fmt::format("They part at epoch {} of {} (part {}): {} was {} and is {}.\n",
                     parting.at("epoch").dump(), stage.empty() ? "the evaluation" : stage,
                     parting.at("part").get<std::string>(), parting.at("column").get<std::string>(),
                     parting.at("then").dump(), parting.at("now").dump());
}

}  // namespace

Json compare_runs(const fs::path& then, const fs::path& now) {
  const Json was = result_of(then), is = result_of(now);
  const ScoreFile scores_then = read_score_file(then / kAllScores);
  const ScoreFile scores_now = read_score_file(now / kAllScores);
  const std::vector<MetricsLine> lines_then = read_metrics(then / "metrics.jsonl");
  const std::vector<MetricsLine> lines_now = read_metrics(now / "metrics.jsonl");
  const Json parting = parting_of(lines_then, lines_now);
  const bool comparable = scores_then.predictions.sizes() == scores_now.predictions.sizes();
  const std::int64_t same =
      comparable ? (scores_then.predictions == scores_now.predictions).sum().item<std::int64_t>()
                 : 0;
  Json comparison = {
      {"verdict", ""},
      {"result", was == is},
      {"scores", same_file(then, now, kAllScores)},
      {"model", same_file(then, now, kWeights)},
      {"metrics", parting.is_null()},
      {"predictions", {{"same", same}, {"of", scores_then.predictions.numel()}}},
      {"figures", {{"then", was.at("metrics")}, {"now", is.at("metrics")}}},
      {"parting", parting},
      {"environment", other_environment(RunIdentity::read(then).last_environment(),
                                        RunIdentity::read(now).last_environment(), "now")}};
  const bool same_figures =
      was.at("metrics") == is.at("metrics") && was.at("gate") == is.at("gate");
  comparison["verdict"] = verdict_of(comparison, same_figures);
  return comparison;
}

std::string comparison_text(const Json& comparison, std::size_t columns) {
  std::string text;
  for (const char* part : {"result", "scores", "model", "metrics"}) {
    text += line_of(part, comparison.at(part));
  }
  const Json& predictions = comparison.at("predictions");
  text += fmt::format("  predictions {} of {} same\n", predictions.at("same").dump(),
                      predictions.at("of").dump());
  text += fmt::format("  then        {}\n  now         {}\n\n",
                      figures_text(comparison.at("figures").at("then")),
                      figures_text(comparison.at("figures").at("now")));
  std::string words = comparison.at("verdict").get<std::string>() + ".\n";
  words.front() = static_cast<char>(words.front() - 'a' + 'A');
  if (!comparison.at("parting").is_null()) words += parting_text(comparison.at("parting"));
  const auto environment = comparison.at("environment").get<std::string>();
  if (!environment.empty()) words += "The environment is another: " + environment + ".\n";
  if (environment.empty() && comparison.at("verdict") != "same bits")
    words += "The environment is the same: something that is no part of the run has changed.\n";
  return text + wrapped_lines(words, columns);
}

}  // namespace zeroth::host

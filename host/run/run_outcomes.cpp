#include "host/run/run_outcomes.h"

#include <ATen/ops/index_select.h>

#include <stdexcept>
#include <vector>

#include "host/data/content_hash.h"
#include "host/evaluate/best_among.h"
#include "host/record/refused_file.h"
#include "host/record/run_directory.h"
#include "host/run/result.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScores = "scores.safetensors";

std::vector<std::int64_t> columns_in(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.contiguous();
  return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
}

/// The best classes of both sides of every row.
struct Sides {
  std::vector<std::int64_t> seen, unseen;  ///< columns
  std::vector<double> gaps;
};

Sides sides_of(const SideScores& best) {
  const at::Tensor gaps = gap(best.seen, best.unseen).contiguous();
  Sides sides{columns_in(best.seen.ids), columns_in(best.unseen.ids), {}};
  for (std::int64_t i = 0; i < gaps.numel(); ++i) {
    sides.gaps.push_back(sortable(gaps.data_ptr<double>()[i]));
  }
  return sides;
}

std::vector<bool> seen_columns(const ScoredRows& rows) {
  std::vector<bool> is_seen(static_cast<std::size_t>(rows.seen.numel() + rows.unseen.numel()),
                            false);
  for (const std::int64_t column : columns_in(rows.seen)) {
    is_seen.at(static_cast<std::size_t>(column)) = true;
  }
  return is_seen;
}

[[noreturn]] void refuse_other(const fs::path& file, const std::string& why) {
  refuse_file("this is not what the run wrote", file, why);
}

/// The scores that a look is of.
ScoreFile scores_of(const fs::path& directory, const Look& look) {
  const fs::path file = directory / kScores, best = directory / "best_scores.safetensors";
  if (fs::exists(file)) {
    if (file_hash(file) != look.scores) refuse_other(file, "its checksum is another");
    return read_score_file(file);
  }
  if (fs::exists(best)) return read_score_file(best);
  refuse_other(file, "the file is missing");
}

}  // namespace

RowOutcomes outcomes_of(const ScoreFile& scores, const std::optional<double>& threshold) {
  const ScoredRows& rows = scores.rows;
  const SideScores best = rows.sides();
  const auto labels = columns_in(rows.labels),
             zero_shot = columns_in(rows.zero_shot_predictions(best));
  auto predicted = columns_in(scores.predictions);
  const Sides sides = sides_of(best);
  const std::vector<bool> is_seen = seen_columns(rows);
  RowOutcomes outcomes(labels.size());
  std::size_t unseen_row = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    RowOutcome& one = outcomes[i];
    one.row = scores.numbers.at(i);
    one.label = scores.classes.at(static_cast<std::size_t>(labels[i]));
    one.seen = is_seen.at(static_cast<std::size_t>(labels[i]));
    one.gap = sides.gaps.at(i);
    one.right_on_side = labels[i] == (one.seen ? sides.seen : sides.unseen).at(i);
    if (threshold) predicted.at(i) = (one.gap > *threshold ? sides.seen : sides.unseen)[i];
    one.right = predicted.at(i) == labels[i];
    one.predicted = scores.classes.at(static_cast<std::size_t>(predicted[i]));
    if (!one.seen) one.right_unseen = zero_shot.at(unseen_row++) == labels[i];
  }
  sort_by_row(outcomes);
  return outcomes;
}

RunOutcomes read_run_outcomes(const fs::path& directory) {
  const Json pipeline = RunDirectory::open(directory).pipeline();
  const LookChain chain(directory / "looks.jsonl");
  const auto best = best_look(chain, part_of_result(pipeline));
  if (!best) refuse_other(directory / "looks.jsonl", "it holds no look that a result could be of");
  const ScoreFile scores = scores_of(directory, *best);
  std::optional<double> threshold;
  if (best->part == "selection" && best->threshold.is_number()) {
    threshold = best->threshold.get<double>();
  }
  try {
    return {*best, outcomes_of(scores, threshold), scores.facts, scores.rows.oracle_gate};
  } catch (const std::out_of_range&) {
    refuse_other(directory / kScores, "its labels, predictions and classes do not fit together");
  }
}

}  // namespace zeroth::host

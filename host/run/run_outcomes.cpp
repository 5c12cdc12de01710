#include "host/run/run_outcomes.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/index_select.h>

#include <stdexcept>
#include <vector>

#include "host/data/content_hash.h"
#include "host/evaluate/best_among.h"
#include "host/record/refused_file.h"
#include "host/record/run_directory.h"
#include "host/run/best_scores.h"
#include "host/run/result.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScores = "scores.safetensors";

std::vector<std::int64_t> columns_in(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.contiguous();
  return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
}

/// Columns that rows of unseen classes get when no other class is possible, in their order.
std::vector<std::int64_t> zero_shot_columns(const ScoredRows& rows) {
  if (rows.unseen_scores.defined()) {
    return columns_in(rows.unseen.index_select(0, rows.unseen_scores.argmax(1)));
  }
  const at::Tensor unseen_rows = rows.unseen_rows();
  if (unseen_rows.numel() == 0) return {};
  return columns_in(best_among(rows.scores.index_select(0, unseen_rows), rows.unseen).ids);
}

/// The best classes of both sides of every row.
struct Sides {
  std::vector<std::int64_t> seen, unseen;  ///< columns
  std::vector<double> gaps;
};

/// Nothing where there are no two sides: then no curve goes over them.
std::optional<Sides> sides_of(const ScoredRows& rows) {
  if (rows.seen.numel() == 0 || rows.unseen.numel() == 0) return std::nullopt;
  const Best seen = best_among(rows.scores, rows.seen),
             unseen = best_among(rows.scores, rows.unseen);
  const at::Tensor gaps = gap(seen, unseen).contiguous();
  Sides sides{columns_in(seen.ids), columns_in(unseen.ids), {}};
  for (std::int64_t i = 0; i < gaps.numel(); ++i) {
    sides.gaps.push_back(sortable(gaps.data_ptr<double>()[i]));
  }
  return sides;
}

std::vector<bool> seen_columns(const ScoredRows& rows) {
  std::vector<bool> is_seen(static_cast<std::size_t>(rows.scores.size(1)), false);
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
  if (fs::exists(best)) return read_best_scores(best);
  refuse_other(file, "the file is missing");
}

}  // namespace

RowOutcomes outcomes_of(const ScoreFile& scores, const std::optional<double>& threshold) {
  const ScoredRows& rows = scores.rows;
  const auto labels = columns_in(rows.labels), zero_shot = zero_shot_columns(rows);
  auto predicted = columns_in(scores.predictions);
  const std::optional<Sides> sides = sides_of(rows);
  const std::vector<bool> is_seen = seen_columns(rows);
  RowOutcomes outcomes(labels.size());
  std::size_t unseen_row = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    RowOutcome& one = outcomes[i];
    one.row = scores.numbers.at(i);
    one.label = scores.classes.at(static_cast<std::size_t>(labels[i]));
    one.seen = is_seen.at(static_cast<std::size_t>(labels[i]));
    if (sides) {
      one.gap = sides->gaps[i];
      one.right_on_side = labels[i] == (one.seen ? sides->seen : sides->unseen)[i];
      if (threshold) predicted[i] = (one.gap > *threshold ? sides->seen : sides->unseen)[i];
    }
    one.right = predicted[i] == labels[i];
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

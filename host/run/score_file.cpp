#include "host/run/score_file.h"

#include <ATen/ops/amax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>
#include <zeroth/error.h>
#include <zeroth/finite.h>

#include <algorithm>
#include <stdexcept>

#include "host/base/begins_with.h"
#include "host/base/hash.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/run/figures.h"
#include "host/run/score_shapes.h"
#include "host/tensors/safetensors.h"

namespace zeroth::host {
namespace {

constexpr const char* kExperts = "experts/";

std::vector<std::int64_t> to_vector(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kLong).contiguous();
  return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
}

at::Tensor rounded(const at::Tensor& scores, at::ScalarType type) {
  return scores.defined() ? scores.to(type) : scores;
}

/// As computations take them: half the bits are for storing only.
at::Tensor widened(const at::Tensor& scores) {
  return scores.defined() && scores.scalar_type() == at::kHalf ? scores.to(at::kFloat) : scores;
}

/// What the figures are computed from when scores are stored with that type.
ScoredRows stored_with(const ScoredRows& rows, at::ScalarType type) {
  ScoredRows stored = rows;
  stored.scores = widened(rounded(rows.scores, type));
  stored.unseen_scores = widened(rounded(rows.unseen_scores, type));
  return stored;
}

/// How often the best score of a row occurs in it, summed over the rows: more of them after
/// rounding would leave it to the reader's rule for ties which class a row is given.
std::int64_t ties(const at::Tensor& scores) {
  if (!scores.defined()) return 0;
  return scores.eq(scores.amax({1}, /*keepdim=*/true)).sum().item<std::int64_t>();
}

/// Whether scores of that type tell the same.
bool suffices(const ScoredRows& rows, const Evaluation& exact, at::ScalarType type) {
  const ScoredRows stored = stored_with(rows, type);
  if (!all_finite(stored.scores) || !all_finite(stored.unseen_scores)) return false;
  if (ties(stored.scores) != ties(rows.scores)) return false;
  if (ties(stored.unseen_scores) != ties(rows.unseen_scores)) return false;
  const Evaluation again = evaluate(stored);
  return exact.predictions.equal(again.predictions) && figures(exact) == figures(again) &&
         figures(exact.gate) == figures(again.gate) &&
         exact.curve.best_threshold == again.curve.best_threshold;
}

/// The smallest type that tells the same as the scores themselves.
at::ScalarType smallest_type(const ScoredRows& rows) {
  const Evaluation exact = evaluate(rows);
  for (const at::ScalarType type : {at::kHalf, at::kFloat}) {
    if (suffices(rows, exact, type)) return type;
  }
  return at::kDouble;
}

at::Tensor in_smallest_type(const at::Tensor& scores) {
  for (const at::ScalarType type : {at::kHalf, at::kFloat}) {
    const at::Tensor smaller = scores.to(type);
    if (smaller.to(scores.scalar_type()).equal(scores)) return smaller;
  }
  return scores;
}

void add_best(NamedTensors& tensors, const std::string& side, const Best& best) {
  if (!best.ids.defined()) return;
  tensors.push_back({side + "_best", in_smallest_type(best.scores)});
  tensors.push_back({side + "_class", best.ids});
}

Best stored_best(const TensorMap& tensors, const std::string& side) {
  return {widened(tensors[side + "_best"]), tensors[side + "_class"]};
}

void add_scores(NamedTensors& tensors, const ScoredRows& rows) {
  if (rows.kept) {
    add_best(tensors, "seen", rows.kept->seen);
    add_best(tensors, "unseen", rows.kept->unseen);
    return add_best(tensors, "own", rows.kept->own);
  }
  const at::ScalarType type = smallest_type(rows);
  tensors.push_back({"scores", rounded(rows.scores, type)});
  if (rows.unseen_scores.defined()) {
    tensors.push_back({"unseen_scores", rounded(rows.unseen_scores, type)});
  }
}

/// What add_scores() wrote.
void take_scores(const TensorMap& tensors, ScoredRows& rows) {
  if (!tensors.contains("seen_best")) {
    rows.scores = widened(tensors["scores"]);
    if (tensors.contains("unseen_scores")) rows.unseen_scores = widened(tensors["unseen_scores"]);
    return;
  }
  rows.kept = SideScores{stored_best(tensors, "seen"), stored_best(tensors, "unseen"), {}};
  if (tensors.contains("own_best")) rows.kept->own = stored_best(tensors, "own");
}

[[noreturn]] void scores_damaged(const std::filesystem::path& file, const std::string& why) {
  throw Failure(Exit::bad_data, {"the stored scores are damaged",
                                 file.string(),
                                 {why},
                                 "put back a copy of the file, or start the run again"});
}

ScoreFile parsed(const TensorFile& saved) {
  const TensorMap tensors(saved.tensors);
  ScoreFile content;
  content.facts = Json::parse(saved.metadata.at("facts"));
  content.rows.labels = tensors["labels"];
  content.rows.seen = tensors["seen"];
  content.rows.unseen = tensors["unseen"];
  content.rows.oracle_gate = content.facts.at("oracle_gate").get<bool>();
  content.predictions = tensors["predictions"];
  content.numbers = to_vector(tensors["rows"]);
  content.classes = to_vector(tensors["classes"]);
  take_scores(tensors, content.rows);
  const std::string prefix = kExperts;
  for (const NamedTensor& one : saved.tensors) {
    if (!begins_with(one.name, prefix)) continue;
    content.experts.push_back({one.name.substr(prefix.size()), one.tensor});
  }
  return content;
}

}  // namespace

std::string write_score_file(const std::filesystem::path& file, const ScoreFile& content) {
  const ScoredRows& rows = content.rows;
  NamedTensors tensors;
  add_scores(tensors, rows);
  tensors.push_back({"labels", rows.labels});
  tensors.push_back({"predictions", content.predictions});
  tensors.push_back({"rows", at::tensor(content.numbers, at::kLong)});
  tensors.push_back({"classes", at::tensor(content.classes, at::kLong)});
  tensors.push_back({"seen", rows.seen});
  tensors.push_back({"unseen", rows.unseen});
  for (const NamedTensor& one : content.experts) {
    tensors.push_back({kExperts + one.name, one.tensor});
  }
  Json facts = content.facts;
  facts["oracle_gate"] = rows.oracle_gate;
  if (rows.kept) {
    facts["scores"] = "of each row the best seen and the best unseen one";
  } else {
    facts["type_of_scores"] = "the smallest with which every figure and prediction is the same";
  }
  write_safetensors(file, {tensors, {{"facts", facts.dump()}}});
  return file_hash(file);
}

ScoreFile with_sides_only(ScoreFile content) {
  content.rows = content.rows.with_sides_only();
  content.experts.clear();
  content.facts.erase("type_of_scores");
  return content;
}

ScoreFile read_score_file(const std::filesystem::path& file) {
  const TensorFile saved = read_safetensors(file);
  try {
    ScoreFile content = parsed(saved);
    const std::string why = wrong_shape(content);
    if (why.empty()) return content;
    scores_damaged(file, why);
  } catch (const Failure&) {
    throw;
  } catch (const Json::exception& error) {
    scores_damaged(file, error.what());
  } catch (const Error& error) {  // a tensor is missing
    scores_damaged(file, error.what());
  } catch (const std::out_of_range&) {
    scores_damaged(file, "a tensor or the facts are missing, or do not fit together");
  }
}

}  // namespace zeroth::host

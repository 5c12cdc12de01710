#include "host/run/score_file.h"

#include <ATen/ops/amax.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tensor.h>
#include <zeroth/finite.h>

#include <algorithm>
#include <map>

#include "host/base/hash.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/run/figures.h"
#include "host/tensors/safetensors.h"

namespace zeroth::host {
namespace {

constexpr const char* kExperts = "experts/";

std::vector<std::int64_t> to_vector(const at::Tensor& tensor) {
  return {tensor.data_ptr<std::int64_t>(), tensor.data_ptr<std::int64_t>() + tensor.numel()};
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
  content.rows.scores = widened(tensors["scores"]);
  if (tensors.contains("unseen_scores")) {
    content.rows.unseen_scores = widened(tensors["unseen_scores"]);
  }
  content.rows.labels = tensors["labels"];
  content.rows.seen = tensors["seen"];
  content.rows.unseen = tensors["unseen"];
  content.rows.oracle_gate = content.facts.at("oracle_gate").get<bool>();
  content.predictions = tensors["predictions"];
  content.numbers = to_vector(tensors["rows"]);
  content.classes = to_vector(tensors["classes"]);
  const std::string prefix = kExperts;
  for (const NamedTensor& one : saved.tensors) {
    if (one.name.compare(0, prefix.size(), prefix) != 0) continue;
    content.experts.push_back({one.name.substr(prefix.size()), one.tensor});
  }
  return content;
}

}  // namespace

std::string write_score_file(const std::filesystem::path& file, const ScoreFile& content) {
  const ScoredRows& rows = content.rows;
  const at::ScalarType type = smallest_type(rows);
  NamedTensors tensors = {{"scores", rounded(rows.scores, type)}};
  if (rows.unseen_scores.defined()) {
    tensors.push_back({"unseen_scores", rounded(rows.unseen_scores, type)});
  }
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
  facts["type_of_scores"] = "the smallest with which every figure and prediction is the same";
  write_safetensors(file, {tensors, {{"facts", facts.dump()}}});
  return file_hash(file);
}

ScoreFile read_score_file(const std::filesystem::path& file) {
  const TensorFile saved = read_safetensors(file);
  try {
    return parsed(saved);
  } catch (const Json::exception& error) {
    scores_damaged(file, error.what());
  } catch (const std::out_of_range&) {
    scores_damaged(file, "a tensor or the facts are missing");
  }
}

}  // namespace zeroth::host

#include "host/run/score_file.h"

#include <ATen/ops/amax.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/sum.h>

#include <algorithm>
#include <map>

#include "host/base/hash.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/engine/finite.h"
#include "host/run/figures.h"
#include "host/train/safetensors.h"

namespace zeroth::host {
namespace {

constexpr const char* kExperts = "experts/";

at::Tensor id_tensor(const std::vector<std::int64_t>& values) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
  std::copy(values.begin(), values.end(), tensor.data_ptr<std::int64_t>());
  return tensor;
}

std::vector<std::int64_t> to_vector(const at::Tensor& tensor) {
  return {tensor.data_ptr<std::int64_t>(), tensor.data_ptr<std::int64_t>() + tensor.numel()};
}

/// What the figures are computed from when scores are stored with half the bits.
ScoredRows rounded(const ScoredRows& rows) {
  ScoredRows half = rows;
  half.scores = rows.scores.to(at::kHalf).to(at::kFloat);
  if (rows.unseen_scores.defined()) {
    half.unseen_scores = rows.unseen_scores.to(at::kHalf).to(at::kFloat);
  }
  return half;
}

/// How often the best score of a row occurs in it, summed over the rows: more of them after rounding
/// would leave it to the reader's rule for ties which class a row is given.
std::int64_t ties(const at::Tensor& scores) {
  if (!scores.defined()) return 0;
  return scores.eq(scores.amax({1}, /*keepdim=*/true)).sum().item<std::int64_t>();
}

/// Whether half the bits tell the same.
bool half_suffices(const ScoredRows& rows) {
  const ScoredRows half = rounded(rows);
  if (!all_finite(half.scores) || !all_finite(half.unseen_scores)) return false;
  if (ties(half.scores) != ties(rows.scores)) return false;
  if (ties(half.unseen_scores) != ties(rows.unseen_scores)) return false;
  const Evaluation exact = evaluate(rows), stored = evaluate(half);
  return exact.predictions.equal(stored.predictions) && figures(exact) == figures(stored) &&
         figures(exact.gate) == figures(stored.gate) &&
         exact.curve.best_threshold == stored.curve.best_threshold;
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
  content.rows.scores = tensors["scores"].to(at::kFloat);
  if (tensors.contains("unseen_scores")) {
    content.rows.unseen_scores = tensors["unseen_scores"].to(at::kFloat);
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
  const at::ScalarType type = half_suffices(rows) ? at::kHalf : at::kFloat;
  NamedTensors tensors = {{"scores", rows.scores.to(type)}};
  if (rows.unseen_scores.defined()) {
    tensors.push_back({"unseen_scores", rows.unseen_scores.to(type)});
  }
  tensors.push_back({"labels", rows.labels});
  tensors.push_back({"predictions", content.predictions});
  tensors.push_back({"rows", id_tensor(content.numbers)});
  tensors.push_back({"classes", id_tensor(content.classes)});
  tensors.push_back({"seen", rows.seen});
  tensors.push_back({"unseen", rows.unseen});
  for (const NamedTensor& one : content.experts) {
    tensors.push_back({kExperts + one.name, one.tensor});
  }
  Json facts = content.facts;
  facts["oracle_gate"] = rows.oracle_gate;
  facts["precision_of_scores"] = type == at::kHalf
                                     ? "float16: every figure and prediction is the same"
                                     : "float32: with float16 a figure or prediction would differ";
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

#include "host/run/best_scores.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>

#include <initializer_list>
#include <limits>
#include <stdexcept>

#include "host/evaluate/best_among.h"
#include "host/record/refused_file.h"
#include "host/tensors/safetensors.h"

namespace zeroth::host {
namespace {

constexpr double kLeftOut = std::numeric_limits<float>::lowest();

at::Tensor in_smallest_type(const at::Tensor& scores) {
  for (const at::ScalarType type : {at::kHalf, at::kFloat}) {
    const at::Tensor smaller = scores.to(type);
    if (smaller.to(scores.scalar_type()).equal(scores)) return smaller;
  }
  return scores;
}

void add(NamedTensors& tensors, const std::string& side, const Best& best) {
  tensors.push_back({side + "_best", in_smallest_type(best.scores)});
  tensors.push_back({side + "_class", best.ids});
}

std::vector<std::int64_t> numbers_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kLong).contiguous();
  return {flat.data_ptr<std::int64_t>(), flat.data_ptr<std::int64_t>() + flat.numel()};
}

/// Puts the best score of each row into its column.
/// @throws std::out_of_range where there is no such column.
void put(at::Tensor& scores, const TensorMap& tensors, const std::string& side) {
  const at::Tensor best = tensors[side + "_best"].to(scores.scalar_type());
  const at::Tensor columns = tensors[side + "_class"];
  const bool fits = best.dim() == 1 && best.sizes() == columns.sizes() &&
                    columns.scalar_type() == at::kLong && best.size(0) == scores.size(0);
  if (!fits) throw std::out_of_range(side);
  if (columns.numel() > 0 && (columns.min().item<std::int64_t>() < 0 ||
                              columns.max().item<std::int64_t>() >= scores.size(1))) {
    throw std::out_of_range(side);
  }
  scores.scatter_(1, columns.unsqueeze(1), best.unsqueeze(1));
}

/// What scores were computed with, by the type of those stored: half the bits are for storing only.
at::ScalarType type_of(const TensorMap& tensors, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (tensors[name].scalar_type() == at::kDouble) return at::kDouble;
  }
  return at::kFloat;
}

/// @throws std::out_of_range where so many rows of so many classes are none of a real data set.
at::Tensor left_out(std::size_t rows, std::size_t columns, at::ScalarType type) {
  constexpr std::size_t kMost = std::size_t{1} << 31;
  if (columns > 0 && rows > kMost / columns) throw std::out_of_range("scores");
  return at::full({static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)}, kLeftOut,
                  type);
}

ScoreFile parsed_best(const TensorFile& saved) {
  const TensorMap tensors(saved.tensors);
  ScoreFile content;
  content.facts = Json::parse(saved.metadata.at("facts"));
  ScoredRows& rows = content.rows;
  rows.labels = tensors["labels"];
  rows.seen = tensors["seen"];
  rows.unseen = tensors["unseen"];
  rows.oracle_gate = content.facts.at("oracle_gate").get<bool>();
  content.predictions = tensors["predictions"];
  content.numbers = numbers_of(tensors["rows"]);
  content.classes = numbers_of(tensors["classes"]);
  rows.scores = left_out(content.numbers.size(), content.classes.size(),
                         type_of(tensors, {"seen_best", "unseen_best"}));
  put(rows.scores, tensors, "seen");
  put(rows.scores, tensors, "unseen");
  if (!tensors.contains("own_best")) return content;
  rows.unseen_scores =
      left_out(static_cast<std::size_t>(tensors["own_best"].numel()),
               static_cast<std::size_t>(rows.unseen.numel()), type_of(tensors, {"own_best"}));
  put(rows.unseen_scores, tensors, "own");
  return content;
}

}  // namespace

void write_best_scores(const std::filesystem::path& file, const ScoreFile& scores) {
  const ScoredRows& rows = scores.rows;
  NamedTensors tensors;
  add(tensors, "seen", best_among(rows.scores, rows.seen));
  add(tensors, "unseen", best_among(rows.scores, rows.unseen));
  if (rows.unseen_scores.defined()) {
    const at::Tensor all = at::arange(rows.unseen_scores.size(1), at::kLong);
    add(tensors, "own", best_among(rows.unseen_scores, all));
  }
  tensors.push_back({"labels", rows.labels});
  tensors.push_back({"predictions", scores.predictions});
  tensors.push_back({"rows", at::tensor(scores.numbers, at::kLong)});
  tensors.push_back({"classes", at::tensor(scores.classes, at::kLong)});
  tensors.push_back({"seen", rows.seen});
  tensors.push_back({"unseen", rows.unseen});
  Json facts = scores.facts;
  facts["oracle_gate"] = rows.oracle_gate;
  facts["scores"] = "of each row the best seen and the best unseen one";
  write_safetensors(file, {tensors, {{"facts", facts.dump()}}});
}

ScoreFile read_best_scores(const std::filesystem::path& file) {
  const TensorFile saved = read_safetensors(file);
  try {
    return parsed_best(saved);
  } catch (const Json::exception& error) {
    refuse_damaged(file, error.what());
  } catch (const std::out_of_range&) {
    refuse_damaged(file, "a tensor or the facts are missing, or do not fit together");
  }
}

at::Tensor kept_scores(const at::Tensor& scores) { return scores > kLeftOut; }

}  // namespace zeroth::host

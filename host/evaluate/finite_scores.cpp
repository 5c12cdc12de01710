#include "host/evaluate/finite_scores.h"

#include <ATen/TensorOperators.h>
#include <fmt/format.h>
#include <zeroth/finite.h>

#include <cmath>
#include <optional>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

// Features are of the size of one; the squares of squares of larger ones leave single precision.
constexpr double kTooLarge = 1e9;

/// One test row again, and what the components say of it.
struct Suspects {
  at::Tensor features;  // [1,D], or the regions of one image
  std::vector<Answer> answers;
};

Suspects suspects(const TestData& data, const at::Device& device, const Predictor& predictor,
                  std::int64_t row) {
  const Samples sample = data.samples.read(row, 1, device);
  return {sample.are_regions() ? sample.images().regions : sample.features(),
          predictor.answers(sample)};
}

/// The first feature that no computation bears, with its place.
std::optional<NotFinite> unbearable(const at::Tensor& features) {
  const at::Tensor flat = features.to(at::kCPU, at::kDouble).reshape({1, -1});
  for (std::int64_t i = 0; i < flat.numel(); ++i) {
    const double value = flat.data_ptr<double>()[i];
    if (!(std::abs(value) < kTooLarge)) return NotFinite{0, i, value};
  }
  return std::nullopt;
}

const Answer* culprit(const std::vector<Answer>& answers) {
  for (const Answer& one : answers) {
    if (!all_finite(one.tensor)) return &one;
  }
  return nullptr;
}

std::string file_row(const TestData& data, std::int64_t row) {
  if (data.rows.empty()) return "test rows are counted from 0, those of seen classes first";
  return fmt::format("it is row {} of the data; both are counted from 0",
                     data.rows[static_cast<std::size_t>(row)]);
}

std::string advice(bool data_to_blame, const Answer* culprit) {
  if (data_to_blame) return "correct that row of the data; `zeroth data verify` names such values";
  if (!culprit) return "look at the components of the pipeline with `zeroth validate --strict 3`";
  return fmt::format("use another plugin there, or let {} of {} be finite for every row",
                     culprit->call, culprit->place.id);
}

}  // namespace

void expect_finite_scores(const at::Tensor& scores, const at::Tensor& rows, const TestData& data,
                          const at::Device& device, const Predictor& predictor) {
  const auto bad = first_not_finite(scores);
  if (!bad) return;
  const auto row = rows[bad->row].item<std::int64_t>();
  const Suspects found = suspects(data, device, predictor, row);
  const Answer* const to_blame = culprit(found.answers);
  const auto feature = unbearable(found.features);
  Problem problem{fmt::format("a score of test row {} is {}", row, bad->value), "", {}, ""};
  problem.why = {file_row(data, row)};
  if (to_blame) {
    problem.where = to_blame->place.where;
    problem.why.push_back(fmt::format("{} gave {} in {}", to_blame->place.id,
                                      first_not_finite(to_blame->tensor)->value, to_blame->call));
  }
  if (feature) {
    problem.why.push_back(fmt::format("its feature {} is {:.6g}, scaled as the training rows are",
                                      feature->place, feature->value));
  }
  problem.fix = advice(feature.has_value(), to_blame);
  throw Failure(feature ? Exit::bad_data : Exit::run_failed, problem);
}

}  // namespace zeroth::host

#include "host/reuse/calibration.h"

#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr const char* kQuantile = "seen-quantile";

[[noreturn]] void refuse_calibration(const std::string& text, const char* why) {
  throw Failure(Exit::usage, {fmt::format("no calibration \"{}\"", text),
                              "--calibration",
                              {why},
                              "none, best, seen-quantile=0.05 or a number, such as 0.3"});
}

/// @throws Failure(usage) where `number` is none, naming the whole text.
double number_in(const std::string& number, const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(number.c_str(), &end);
  if (number.empty() || *end != '\0' || !std::isfinite(value)) {
    refuse_calibration(text, "it is no rule, and no number");
  }
  return value;
}

}  // namespace

Calibration parse_calibration(const std::string& text) {
  if (text == "none" || text == "best") return {text, 0.0};
  const std::string start = std::string(kQuantile) + "=";
  if (text.rfind(start, 0) != 0) return {"fixed", number_in(text, text)};
  const double share = number_in(text.substr(start.size()), text);
  if (share <= 0 || share >= 1) refuse_calibration(text, "a share lies between 0 and 1");
  return {kQuantile, share};
}

at::Tensor lead_of_seen(const at::Tensor& scores, const at::Tensor& seen,
                        const at::Tensor& unseen) {
  const at::Tensor all = scores.to(at::kDouble);
  return all.index_select(1, seen).amax({1}) - all.index_select(1, unseen).amax({1});
}

ScoredRows calibrated(const ScoredRows& rows, double gamma) {
  ScoredRows moved = rows.with_sides_only();
  moved.kept->seen.scores = moved.kept->seen.scores.to(at::kDouble) - gamma;
  return moved;
}

}  // namespace zeroth::host

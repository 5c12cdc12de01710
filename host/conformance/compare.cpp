#include "host/conformance/compare.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace zeroth::host {
namespace {

std::string difference_of(const std::string& name, const at::Tensor& a, const at::Tensor& b,
                          double tolerance) {
  if (a.sizes() != b.sizes()) {
    return fmt::format("{} is {} once and {} once", name, size_text(a), size_text(b));
  }
  if (at::allclose(a, b, tolerance, tolerance, /*equal_nan=*/true)) return "";
  return fmt::format("{} differs by {:.3g}", name, (a - b).abs().max().item<double>());
}

}  // namespace

std::string text_of(const Failure& failure) {
  const Problem& problem = failure.problems().front();
  if (problem.why.empty()) return problem.what;
  return fmt::format("{}: {}", problem.what, fmt::join(problem.why, "; "));
}

std::string size_text(const at::Tensor& tensor) {
  return fmt::format("[{}]", fmt::join(tensor.sizes().vec(), ", "));
}

std::string difference(const TensorMap& a, const TensorMap& b, double tolerance) {
  for (const NamedTensor& one : a.all()) {
    if (!b.contains(one.name)) return fmt::format("{} is there once only", one.name);
    const at::Tensor first = one.tensor.detach().cpu().to(at::kDouble);
    const std::string found =
        difference_of(one.name, first, b[one.name].detach().cpu().to(at::kDouble), tolerance);
    if (!found.empty()) return found;
  }
  return a.all().size() == b.all().size() ? "" : "there are not the same tensors twice";
}

TensorMap copies(const NamedTensors& tensors) {
  TensorMap map;
  for (const NamedTensor& one : tensors) map.set(one.name, one.tensor.detach().clone());
  return map;
}

}  // namespace zeroth::host

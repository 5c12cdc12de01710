#include "host/read/promise_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

[[noreturn]] void contradicts(const PluginPlace& place, const std::string& why) {
  throw Failure(Exit::run_failed, {fmt::format("{} returned what it does not declare", place.id),
                                   place.where,
                                   {why},
                                   fmt::format("see `zeroth inspect {}`", place.id)});
}

bool declares(const std::vector<TensorDescription>& outputs, const char* output) {
  return std::any_of(outputs.begin(), outputs.end(),
                     [&](const TensorDescription& one) { return one.name == output; });
}

void check_matrix(const Matrix& matrix, const char* name, const PluginPlace& place) {
  const std::string shape = fmt::format("[{}, {}]", matrix.rows(), matrix.columns());
  if (matrix.rows() < 0 || matrix.columns() < 0) {
    contradicts(place, fmt::format("{} cannot be {}", name, shape));
  }
  if (!matrix.data() && matrix.rows() > 0 && matrix.columns() > 0) {
    contradicts(place, fmt::format("{} {} have no numbers", name, shape));
  }
}

void check_regions(const DataSet& data, const PluginPlace& place) {
  const RegionSource& regions = *data.regions;
  if (regions.images() < 0 || regions.channels() < 0 || regions.height() < 0 ||
      regions.width() < 0) {
    contradicts(place, fmt::format("regions cannot be [{}, {}, {} x {}]", regions.images(),
                                   regions.channels(), regions.height(), regions.width()));
  }
  if (data.features.rows() > 0) contradicts(place, "it returned regions and features: one of them");
  check_matrix(data.word_vectors, "word_vectors", place);
}

std::vector<double> all_of(const Optimum& optimum) {
  return {optimum.U, optimum.S, optimum.H, optimum.T1};
}

}  // namespace

void check_optimum(const Optimum& figures, const std::optional<Optimum>& errors,
                   const PluginPlace& place) {
  for (const double one : all_of(figures)) {
    if (one >= 0 && one <= 100) continue;  // NaN is not
    contradicts(place, fmt::format("a figure of the optimum is {}: percent, 0 to 100", one));
  }
  if (!errors) return;
  for (const double one : all_of(*errors)) {
    if (one >= 0 && std::isfinite(one)) continue;
    contradicts(place, fmt::format("a standard error of the optimum is {}: points, from 0", one));
  }
}

void check_promises(const DataSet& data, const std::vector<TensorDescription>& outputs,
                    Numbers numbers, const PluginPlace& place) {
  if (declares(outputs, "regions") && !data.regions) {
    contradicts(place, "it declares \"regions\" [N,M,R], and returned features");
  }
  if (!declares(outputs, "regions") && data.regions) {
    contradicts(place, "it declares \"features\" [N,D], and returned regions");
  }
  check_arrays(data, numbers, place);
}

void check_arrays(const DataSet& data, Numbers numbers, const PluginPlace& place) {
  if (data.regions) {
    check_regions(data, place);
  } else if (numbers == Numbers::all) {
    check_matrix(data.features, "features", place);
  }
  check_matrix(data.attributes, "attributes", place);
}

}  // namespace zeroth::host

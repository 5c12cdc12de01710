#include "host/read/promise_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

[[noreturn]] void contradicts(const PluginPlace& place, const std::string& why) {
  throw Failure(Exit::run_failed, {fmt::format("{} returned what it does not declare", place.id),
                                   place.where,
                                   {why},
                                   fmt::format("see `zeroth inspect {}`", place.id)});
}

bool declares(const Description& reader, const char* output) {
  return std::any_of(reader.outputs.begin(), reader.outputs.end(),
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

}  // namespace

void check_promises(const DataSet& data, const Description& reader, Numbers numbers,
                    const PluginPlace& place) {
  if (declares(reader, "regions") && !data.regions) {
    contradicts(place, "it declares \"regions\" [N,M,R], and returned features");
  }
  if (!declares(reader, "regions") && data.regions) {
    contradicts(place, "it declares \"features\" [N,D], and returned regions");
  }
  if (data.regions) {
    check_regions(data, place);
  } else if (numbers == Numbers::all) {
    check_matrix(data.features, "features", place);
  }
  check_matrix(data.attributes, "attributes", place);
}

}  // namespace zeroth::host

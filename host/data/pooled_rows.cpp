#include "host/data/pooled_rows.h"

#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>

#include <numeric>
#include <utility>
#include <vector>

#include "host/data/region_blocks.h"

namespace zeroth::host {

Matrix pooled_rows(const RegionSource& regions) {
  const std::int64_t each = regions.regions();
  std::vector<float> means;
  means.reserve(static_cast<std::size_t>(regions.images() * regions.channels()));
  for_each_block(regions, [&](std::int64_t, std::int64_t count, const float* values) {
    for (std::int64_t i = 0; i < count * regions.channels(); ++i, values += each) {
      means.push_back(static_cast<float>(std::accumulate(values, values + each, 0.0) /
                                         static_cast<double>(each)));
    }
  });
  return Matrix(std::move(means), regions.images(), regions.channels());
}

Matrix pooled_rows(const std::filesystem::path& region_file) {
  const formats::Hdf5File file(region_file);
  return pooled_rows(*formats::open_region_file(file));
}

}  // namespace zeroth::host

#include "host/data/region_unpack.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "host/data/hdf5_file.h"
#include "host/data/region_file.h"
#include "host/data/region_file_writer.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kNumbersAtOnce = std::int64_t{1} << 26;  // 256 MB

/// As many whole steps as keep a product with `other` within bounds, at least one.
std::int64_t whole_steps(std::int64_t length, std::int64_t step, std::int64_t other) {
  const std::int64_t steps = std::max<std::int64_t>(1, kNumbersAtOnce / other / step);
  return std::min(length, steps * step);
}

}  // namespace

void unpack_region_file(const std::filesystem::path& from, const std::filesystem::path& to,
                        Progress& progress) {
  const Hdf5File file(from);
  const auto regions = open_region_file(file);
  const RegionLayout layout = region_layout(file);
  const std::int64_t images = regions->images(), channels = regions->channels();
  RegionFileWriter out(to, {images, channels, regions->height(), regions->width()}, false);
  const std::int64_t rows = std::min(images, std::max<std::int64_t>(1, layout.images_per_chunk));
  const std::int64_t columns =
      whole_steps(channels, std::max<std::int64_t>(1, layout.channels_per_chunk),
                  rows * std::max<std::int64_t>(1, regions->regions()));
  std::vector<float> values;
  progress.begin("unpacking", images);
  for (std::int64_t image = 0; image < images; image += rows) {
    for (std::int64_t channel = 0; channel < channels; channel += columns) {
      const RegionBlock block = {image, std::min(rows, images - image), channel,
                                 std::min(columns, channels - channel)};
      read_block(file, block, values);
      out.write_block(block, values.data());
    }
    progress.update(std::min(images, image + rows));
  }
  out.copy_others(file);
  out.commit();
  progress.end(fmt::format("{} images", images));
}

}  // namespace zeroth::host

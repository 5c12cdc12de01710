#include "host/data/region_unpack.h"

#include <fmt/format.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>
#include <zeroth/formats/region_file_writer.h>

#include <algorithm>
#include <vector>

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
  const formats::Hdf5File file(from);
  const auto regions = formats::open_region_file(file);
  const formats::RegionLayout layout = formats::region_layout(file);
  const std::int64_t images = regions->images(), channels = regions->channels();
  formats::RegionFileWriter out(to, {images, channels, regions->height(), regions->width()}, false);
  const std::int64_t rows = std::min(images, std::max<std::int64_t>(1, layout.images_per_chunk));
  const std::int64_t columns =
      whole_steps(channels, std::max<std::int64_t>(1, layout.channels_per_chunk),
                  rows * std::max<std::int64_t>(1, regions->regions()));
  std::vector<float> values;
  progress.begin("unpacking", images);
  for (std::int64_t image = 0; image < images; image += rows) {
    for (std::int64_t channel = 0; channel < channels; channel += columns) {
      const formats::RegionBlock block = {image, std::min(rows, images - image), channel,
                                          std::min(columns, channels - channel)};
      formats::read_block(file, block, values);
      out.write_block(block, values.data());
    }
    progress.update(std::min(images, image + rows));
  }
  out.copy_others(file);
  out.commit();
  progress.end(fmt::format("{} images", images));
}

}  // namespace zeroth::host

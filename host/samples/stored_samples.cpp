#include "host/samples/stored_samples.h"

#include <ATen/ops/empty.h>
#include <zeroth/error.h>

#include <utility>

#include "host/samples/region_images.h"

namespace zeroth::host {

StoredSamples::StoredSamples() : held_(at::empty({0, 0})) {}
StoredSamples::StoredSamples(at::Tensor features) : held_(std::move(features)) {}
StoredSamples::StoredSamples(RegionRows images) : held_(std::move(images)) {}

std::int64_t StoredSamples::count() const {
  return are_regions() ? images().count() : features().size(0);
}

const at::Tensor& StoredSamples::features() const {
  if (const auto* features = std::get_if<at::Tensor>(&held_)) return *features;
  throw Error("the data are regions of images, not feature rows");
}

const RegionRows& StoredSamples::images() const {
  if (const auto* images = std::get_if<RegionRows>(&held_)) return *images;
  throw Error("the data are feature rows, not regions of images");
}

std::int64_t StoredSamples::numbers_each() const {
  return are_regions() ? images().channels() * images().regions() : features().size(1);
}

Samples StoredSamples::read(std::int64_t first, std::int64_t count,
                            const at::Device& device) const {
  if (are_regions()) return Samples(read_images(images(), first, count, device));
  return Samples(features().narrow(0, first, count).to(device));
}

StoredSamples StoredSamples::on_device(const at::Device& device) const {
  return are_regions() ? *this : StoredSamples(features().to(device));
}

}  // namespace zeroth::host

#include "host/course/training_source.h"

#include "host/evaluate/region_images.h"

namespace zeroth::host {

RegionBatch TrainingSource::images(std::int64_t first, std::int64_t count) const {
  if (!data_.regions) throw Error("the training data are feature rows, not regions of images");
  return read_images(data_.regions, first, count, data_.device());
}

}  // namespace zeroth::host

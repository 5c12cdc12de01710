#include <zeroth/error.h>
#include <zeroth/samples.h>

#include <utility>

namespace zeroth {

Samples::Samples(at::Tensor features) : features_(std::move(features)), are_regions_(false) {}
Samples::Samples(RegionBatch images) : images_(std::move(images)), are_regions_(true) {}
Samples::~Samples() = default;
Samples::Samples(const Samples&) = default;
Samples& Samples::operator=(const Samples&) = default;

std::int64_t Samples::count() const {
  return are_regions_ ? images_.regions.size(0) : features_.size(0);
}

const at::Tensor& Samples::features() const {
  if (are_regions_) throw Error("the samples are region features of images, not feature rows");
  return features_;
}

const RegionBatch& Samples::images() const {
  if (!are_regions_) throw Error("the samples are feature rows, not region features of images");
  return images_;
}

}  // namespace zeroth
